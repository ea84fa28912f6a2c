using System.Buffers;
using System.Formats.Tar;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lumina.Environments.Local;

/// <summary>
/// An initialized data directory in one file (a tar), so that it is there whole or not at all, and whoever reads it is not disturbed when
/// another deletes it. Its files are written side by side.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class DataDirectoryArchive
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode700 = FileMode600 | UnixFileMode.UserExecute;

    public static Task WriteAsync(string directory, string archive, CancellationToken cancellationToken) => WriteAsync(directory, archive, static _ => true, cancellationToken);

    public static async Task WriteAsync(string directory, string archive, Func<string, bool> takes, CancellationToken cancellationToken)
    {
        FileStream file = new(archive, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileMode600, BufferSize = 1 << 20 });
        await using (file.ConfigureAwait(false))
        {
            TarWriter writer = new(file, TarEntryFormat.Ustar);
            await using (writer.ConfigureAwait(false))
            {
                foreach (string path in Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories).Where(takes))
                {
                    await writer.WriteEntryAsync(path, Path.GetRelativePath(directory, path), cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Writes the files below an empty directory, as the account's own.</summary>
    public static async Task ExtractAsync(string archive, string directory, UserAccount? account, CancellationToken cancellationToken)
    {
        List<(string Path, long Offset, int Length)> files = [];

        // Opened once: by the same name there may be another archive the next moment, in which other bytes are at these places.
        FileStream stream = new(archive, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1024);
        await using (stream.ConfigureAwait(false))
        {
            using TarReader reader = new(stream, leaveOpen: true);
            while (reader.GetNextEntry() is { } entry)
            {
                string path = Path.Combine(directory, entry.Name);
                if (entry.EntryType == TarEntryType.Directory)
                {
                    Directory.CreateDirectory(path, DirectoryMode700);
                    account?.Own(path);
                }
                else
                {
                    files.Add((path, entry.DataOffset, (int)entry.Length));
                }
            }

            ParallelOptions options = new() { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount), CancellationToken = cancellationToken };
            SafeFileHandle source = stream.SafeFileHandle;
            Parallel.ForEach(files, options, file => Copy(source, file.Path, file.Offset, file.Length, account));
        }
    }

    private static void Copy(SafeFileHandle source, string path, long offset, int length, UserAccount? account)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            int read = 0;
            while (read < length)
            {
                int count = RandomAccess.Read(source, buffer.AsSpan(read, length - read), offset + read);
                read += count > 0 ? count : throw new InvalidDataException("The archive ends too early.");
            }

            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = FileMode600 };
            using FileStream target = new(path, options);
            target.Write(buffer, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        account?.Own(path);
    }
}
