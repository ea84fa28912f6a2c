using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Lumina.Environments.Processes;

/// <summary>A lock that the kernel lets go when its holder ends, however it ends. No child inherits it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class HostLock : IDisposable
{
    private readonly SafeFileHandle _file;

    private HostLock(SafeFileHandle file) => _file = file;

    /// <summary>Null if another holds it.</summary>
    public static HostLock? TryTake(string path)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (LinuxInterop.Lock(file, LinuxInterop.LockExclusive | LinuxInterop.LockWithoutWaiting) == 0)
        {
            return new HostLock(file);
        }

        file.Dispose();
        return null;
    }

    public void Dispose() => _file.Dispose();
}
