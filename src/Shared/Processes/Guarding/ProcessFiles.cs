using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>
/// What the kernel shows of a process to its own account alone. To root as well, but not in a container, where root lacks the right to
/// trace (CAP_SYS_PTRACE) as a rule: read is as the account that the process runs as. Nothing where it has ended, or is hidden all the same.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class ProcessFiles
{
    private const uint Root = 0;
    private static readonly Lock Identity = new();

    public static byte[] ReadEnvironment(int pid) => Read(pid, directory => File.ReadAllBytes($"{directory}/environ")) ?? [];

    public static string? ReadWorkingDirectory(int pid) => Read(pid, directory => new FileInfo($"{directory}/cwd").LinkTarget);

    public static string[] ReadMaps(int pid) => Read(pid, directory => File.ReadAllLines($"{directory}/maps")) ?? [];

    /// <summary>What a descriptor leads to.</summary>
    public static string? ReadDescriptor(int pid, int descriptor) => Read(pid, directory => new FileInfo($"{directory}/fd/{descriptor}").LinkTarget);

    /// <summary>What all descriptors lead to.</summary>
    public static string[] ReadDescriptors(int pid) =>
        Read(pid, directory => Directory.EnumerateFiles($"{directory}/fd").Select(file => new FileInfo(file).LinkTarget).OfType<string>().ToArray()) ?? [];

    private static T? Read<T>(int pid, Func<string, T?> read)
        where T : class
    {
        string directory = $"/proc/{pid}";
        return LinuxInterop.EffectiveUserId() == Root && LinuxInterop.DirectoryOwner(directory) is { User: not Root } owner
            ? ReadAs(owner.User, owner.Group, directory, read)
            : TryRead(directory, read);
    }

    private static T? ReadAs<T>(uint user, uint group, string directory, Func<string, T?> read)
        where T : class
    {
        // Whoever has taken another identity can't be dumped or looked into any more, not even when he is himself again; and that is the process's.
        lock (Identity)
        {
            bool mayBeDumped = LinuxInterop.Control(LinuxInterop.GetDumpable, 0, 0, 0, 0) == 1;
            TakeIdentity(user, group);
            try
            {
                return TryRead(directory, read);
            }
            finally
            {
                TakeIdentity(LinuxInterop.EffectiveUserId(), LinuxInterop.EffectiveGroupId());
                _ = mayBeDumped ? LinuxInterop.Control(LinuxInterop.SetDumpable, 1, 0, 0, 0) : 0;
            }
        }
    }

    private static T? TryRead<T>(string directory, Func<string, T?> read)
        where T : class
    {
        try
        {
            return read(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Of this thread alone, and for files alone: the process stays what it is.
    private static void TakeIdentity(uint user, uint group)
    {
        _ = LinuxInterop.SetFileSystemGroup(group);
        _ = LinuxInterop.SetFileSystemUser(user);
    }
}
