using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Lumina.Environments.Processes;

/// <summary>A lock that the kernel lets go when its holder ends, however it ends. No child inherits it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class HostLock : IDisposable
{
    private const uint OwnerOnly = 0x180;

    private readonly SafeFileHandle _file;

    private HostLock(SafeFileHandle file) => _file = file;

    /// <summary>Null if another holds it.</summary>
    public static HostLock? TryTake(string path)
    {
        // Not by .NET, whose opening takes a shared lock of the same kind: it fails while another holds the lock, and two that try at once fail both.
        int descriptor = LinuxInterop.OpenFile(path, LinuxInterop.ReadWrite | LinuxInterop.Create | LinuxInterop.CloseOnExec, OwnerOnly);
        if (descriptor < 0)
        {
            throw LinuxError.Last($"'{path}' could not be opened");
        }

        SafeFileHandle file = new(descriptor, ownsHandle: true);
        if (LinuxInterop.Lock(file, LinuxInterop.LockExclusive | LinuxInterop.LockWithoutWaiting) == 0)
        {
            return new HostLock(file);
        }

        file.Dispose();
        return null;
    }

    /// <summary>The process that holds a lock; null where nobody does, or where it cannot be seen from here.</summary>
    public static int? FindHolder(string path)
    {
        if (LinuxInterop.FileNumber(path) is not { } file)
        {
            return null;
        }

        // Such as: 1: FLOCK  ADVISORY  WRITE 4711 08:01:123456 0 EOF
        foreach (string line in File.ReadLines("/proc/locks"))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts is [_, "FLOCK", _, "WRITE", { } pid, { } id, ..] && id == file && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out int holder) && holder > 0)
            {
                return holder;
            }
        }

        return null;
    }

    /// <summary>Whether somebody has deleted the file since it was opened, so that others lock another one.</summary>
    public bool IsFileDeleted => new FileInfo($"/proc/self/fd/{_file.DangerousGetHandle()}").LinkTarget?.EndsWith(" (deleted)", StringComparison.Ordinal) == true;

    public void Dispose()
    {
        // Not by closing alone: a child that is being started has a copy of the descriptor until it runs its own program.
        if (!_file.IsClosed)
        {
            _ = LinuxInterop.Lock(_file, LinuxInterop.Unlock);
        }

        _file.Dispose();
    }
}
