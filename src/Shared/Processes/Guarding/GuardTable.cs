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

    /// <summary>
    /// Opens the table, to be read later: a guardian holds it, as somebody may clear the directory for temporary files while the host lives.
    /// Null if it is gone; what bears the host's mark is found without it.
    /// </summary>
    public static StreamReader? TryOpen(string root)
    {
        try
        {
            return new StreamReader(new FileStream(HostRoot.Table(root), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public static GuardTable Read(string root, StreamReader? file, string bootId)
    {
        string token = HostRoot.Token(root) ?? throw new ArgumentException($"'{root}' is no host's directory.", nameof(root));
        GuardTable table = Parse(root, token, file?.ReadToEnd().Split('\n') ?? []);
        if (table.Host is { } host && host.BootId != bootId)
        {
            // The machine was started anew since: those numbers are nobody's.
            table.Processes.Clear();
            table.Kept.Clear();
            return table with { Host = null };
        }

        return table;
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
