using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

internal sealed record UserAccount(string Name, uint UserId, uint GroupId, string Home)
{
    private const string AccountsFile = "/etc/passwd";

    /// <summary>The first of these names that the machine knows and that isn't root.</summary>
    public static UserAccount? FindFirst(params ReadOnlySpan<string> names)
    {
        if (!File.Exists(AccountsFile))
        {
            return null;
        }

        string[] lines = File.ReadAllLines(AccountsFile);
        foreach (string name in names)
        {
            foreach (string line in lines)
            {
                if (line.Split(':') is [var found, _, var user, var group, _, var home, ..]
                    && found == name && uint.TryParse(user, out uint userId) && uint.TryParse(group, out uint groupId) && userId != 0)
                {
                    return new UserAccount(found, userId, groupId, home);
                }
            }
        }

        return null;
    }

    [SupportedOSPlatform("linux")]
    public static bool HostIsRoot => LinuxInterop.EffectiveUserId() == 0;

    /// <summary>Makes a file or directory (not what is in it) this account's.</summary>
    [SupportedOSPlatform("linux")]
    public void Own(string path)
    {
        if (LinuxInterop.ChangeOwner(path, UserId, GroupId) != 0)
        {
            throw LinuxError.Last($"'{path}' could not be given to {Name}");
        }
    }
}
