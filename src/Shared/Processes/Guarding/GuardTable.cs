namespace Lumina.Environments.Processes;

/// <summary>
/// What a host has written down about itself, read back by whoever cleans up after it: its guardian, or a later run.
/// One line for each fact; a line that is cut short or unknown says nothing.
/// </summary>
internal sealed record GuardTable(string Token, GuardTable.HostLine? Host)
{
    public const char HostKind = 'H';
    public const char ProcessKind = 'P';
    public const char KeptKind = 'K';
    public const char ForgottenKind = 'F';
    public const char DirectoryKind = 'D';

    public HashSet<ProcessIdentity> Processes { get; } = [];

    /// <summary>Started by the host and to outlive it.</summary>
    public HashSet<ProcessIdentity> Kept { get; } = [];

    /// <summary>Every directory that goes with the host, the root itself last.</summary>
    public List<string> Directories { get; } = [];

    /// <summary>Processes that were written down before the machine was started anew are nobody's.</summary>
    public bool IsOfThisBoot(string bootId) => Host?.BootId == bootId;

    /// <summary>
    /// Null if there is no such directory, or it is none of ours. Without its table (a deletion that was cut short) only the directory is left.
    /// </summary>
    public static GuardTable? Read(string root)
    {
        if (HostRoot.Token(root) is not { } token || !Directory.Exists(root))
        {
            return null;
        }

        string[] lines;
        try
        {
            lines = File.ReadAllLines(HostRoot.Table(root));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            lines = [];
        }

        return Parse(root, token, lines);
    }

    internal static GuardTable Parse(string root, string token, IEnumerable<string> lines)
    {
        GuardTable table = new(token, Host: null);
        HostLine? host = null;
        foreach (string line in lines)
        {
            string rest = line.Length > 2 && line[1] == ' ' ? line[2..] : "";
            bool isProcess = ProcessIdentity.TryParse(rest, out ProcessIdentity process);
            switch (line.Length > 0 ? line[0] : ' ')
            {
                case HostKind:
                    host = HostLine.TryParse(rest) ?? host;
                    break;
                case ProcessKind when isProcess:
                    table.Processes.Add(process);
                    break;
                case KeptKind when isProcess:
                    table.Processes.Remove(process);
                    table.Kept.Add(process);
                    break;
                case ForgottenKind when isProcess:
                    table.Processes.Remove(process);
                    break;
                case DirectoryKind when IsDeletable(rest, token):
                    table.Directories.Add(rest);
                    break;
            }
        }

        table.Directories.Add(root);
        return table with { Host = host };
    }

    // Whatever the table says, nothing is deleted that does not bear the host's token as its name.
    private static bool IsDeletable(string path, string token)
        => Path.IsPathFullyQualified(path) && Path.GetFullPath(path) == path && HostRoot.Token(path) == token;

    internal sealed record HostLine(ProcessIdentity Identity, int Session, string BootId)
    {
        public override string ToString() => $"{Identity} {Session} {BootId}";

        public static HostLine? TryParse(string text)
            => text.Split(' ') is [var identity, var session, { Length: > 0 } boot]
                && ProcessIdentity.TryParse(identity, out ProcessIdentity process)
                && int.TryParse(session, out int id)
                ? new HostLine(process, id, boot)
                : null;
    }
}
