namespace Lumina.Environments.Processes;

/// <summary>
/// The marks that processes carry in their environment. The host's token is part of the variable's name, not its value,
/// so that a host which is itself the child of a host hands both marks on.
/// </summary>
internal static class ProcessMarks
{
    public const string Prefix = "LUMINA_";

    /// <summary>No guardian is killed by another: it ends by itself when its own work is done.</summary>
    public const string Guardian = "LUMINA_GUARDIAN";

    /// <summary>Carried by what is kept after its host; its value tells one kept process tree from another.</summary>
    public const string Kept = "LUMINA_KEPT";

    public static string Host(string token) => "LUMINA_HOST_" + token;

    public static bool AreGuardians(IReadOnlyList<string> marks) => HasVariable(marks, Guardian);

    public static bool HasVariable(IReadOnlyList<string> marks, string name)
    {
        foreach (string mark in marks)
        {
            if (mark.StartsWith(name, StringComparison.Ordinal) && mark.Length > name.Length && mark[name.Length] == '=')
            {
                return true;
            }
        }

        return false;
    }
}
