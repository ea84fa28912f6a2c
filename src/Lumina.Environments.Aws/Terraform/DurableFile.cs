using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lumina.Environments.Aws;

/// <summary>Writes files so that after a crash there is the old one or the new one, whole. They are their owner's alone.</summary>
[SupportedOSPlatform("linux")]
internal static class DurableFile
{
    public const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode PrivateDirectory = PrivateFile | UnixFileMode.UserExecute;

    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string temporary = path + ".new";
        File.Delete(temporary);
        using (FileStream file = new(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = PrivateFile,
            BufferSize = 0,
        }))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Without it, a name may be lost with the power although its file is not.</summary>
    public static void SyncDirectory(string path)
    {
        // .NET opens no directories.
        int descriptor = LinuxInterop.OpenFile(path, LinuxInterop.CloseOnExec, 0);
        if (descriptor < 0)
        {
            throw LinuxError.Last($"'{path}' could not be opened");
        }

        using SafeFileHandle directory = new(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(directory);
    }
}
