using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local;

/// <summary>One process's right to change an entry; the kernel takes it back when the process ends. Its file goes with the entry.</summary>
[SupportedOSPlatform("linux")]
internal sealed class KeptLock : IDisposable
{
    private readonly HostLock _held;
    private readonly string _path;
    private readonly string _directory;

    private KeptLock(HostLock held, string path, string directory) => (_held, _path, _directory) = (held, path, directory);

    /// <summary>Null if another has it.</summary>
    public static KeptLock? TryTake(string path, string directory)
    {
        while (HostLock.TryTake(path) is { } held)
        {
            // Whoever had it before may have removed the file together with the entry; then somebody else may hold a new one.
            if (!held.IsFileDeleted)
            {
                return new KeptLock(held, path, directory);
            }

            held.Dispose();
        }

        return null;
    }

    /// <summary>Who has it, where the kernel tells; null where nobody has, or a process that cannot be seen from here.</summary>
    public static ProcessEntry? FindHolder(string path) => HostLock.FindHolder(path) is { } pid ? ProcessEntry.Read(pid) : null;

    public void Dispose()
    {
        if (!Directory.Exists(_directory))
        {
            File.Delete(_path);
        }

        _held.Dispose();
    }
}
