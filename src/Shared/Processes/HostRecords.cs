using System.Runtime.Versioning;
using System.Text;

namespace Lumina.Environments.Processes;

/// <summary>
/// Writes the table that <see cref="GuardTable"/> reads. A line is with the kernel when the call returns, so it survives the host.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class HostRecords : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private bool _isCut; // where the disk was full: the next line is one of its own all the same

    public HostRecords(string path)
    {
        _file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    public void Host(GuardTable.HostLine host) => Append(GuardTable.HostKind, host);

    public void Started(ProcessIdentity process) => Append(GuardTable.ProcessKind, process);

    public void Kept(ProcessIdentity process) => Append(GuardTable.KeptKind, process);

    public void OwnDirectory(string path) => Append(GuardTable.DirectoryKind, path);

    /// <summary>A process has ended; those that it left behind take its place.</summary>
    public void Ended(ProcessIdentity process, IReadOnlyList<ProcessIdentity> left, ProcessLifetime lifetime)
    {
        try
        {
            foreach (ProcessIdentity heir in left)
            {
                Append(lifetime == ProcessLifetime.Kept ? GuardTable.KeptKind : GuardTable.ProcessKind, heir);
            }

            Append(GuardTable.ForgottenKind, process);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The table is closed, or the disk is full. A line too many does no harm: its start time says that it is nobody's.
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
        }
    }

    private void Append(char kind, object what)
    {
        string line = $"{kind} {what}\n";
        if (line.IndexOf('\n', StringComparison.Ordinal) != line.Length - 1)
        {
            throw new ArgumentException("A name must not hold a line break.", nameof(what));
        }

        lock (_gate)
        {
            if (_isCut)
            {
                _file.Write("\n"u8);
            }

            _isCut = true;
            _file.Write(Encoding.UTF8.GetBytes(line));
            _isCut = false;
        }
    }
}
