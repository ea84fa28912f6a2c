using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Local;

/// <summary>
/// The files of servers that had seeded databases in them when they ended, kept from one process to the next. A file's name says which data is in it;
/// a server starts from one that has the data of its first database. As in <see cref="DataDirectoryCache"/>, files come whole and processes share them.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class SeededServerCache(LocalHost host, DataDirectoryCache directories, ILogger logger)
{
    private const string Prefix = "seeded-";
    private const char Separator = '-';
    private const int HashLength = 12;
    private const long LargestServer = 512L << 20;

    /// <summary>The segment of the log with the end of an ended server in it, and the one before, should that lie across both.</summary>
    private const int NeededSegments = 2;

    /// <summary>Fills an empty directory with the files of a server that has the data of a key in it; null where none is kept, else what it was filled from.</summary>
    public async Task<string?> TryFillAsync(PostgreSqlProgram program, string key, string directory, UserAccount? account, CancellationToken cancellationToken)
    {
        string? archive = host.Options.CachedTemplates > 0 && directories.Locate() is { } cache
            ? Archives(cache, program).FirstOrDefault(file => Hashes(file).Contains(Hash(key)))?.FullName
            : null;
        return archive is not null && await directories.TryExtractAsync(archive, directory, account, cancellationToken).ConfigureAwait(false) ? archive : null;
    }

    /// <summary>Keeps the files of a server that has ended as it should.</summary>
    public async Task KeepAsync(PostgreSqlProgram program, IReadOnlyList<string> keys, string directory, CancellationToken cancellationToken)
    {
        if (directories.Locate() is not { } cache)
        {
            return;
        }

        HashSet<string> log = [.. Directory.EnumerateFiles(Path.Combine(directory, "pg_wal")).OrderByDescending(File.GetLastWriteTimeUtc).Take(NeededSegments)];
        bool Takes(string path) => Path.GetFileName(Path.GetDirectoryName(path)) != "pg_wal" || Directory.Exists(path) || log.Contains(path);
        long size = new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => Takes(file.FullName)).Sum(file => file.Length);
        if (size > LargestServer)
        {
            LogTooLarge(size >> 20);
            return;
        }

        string name = Path.Combine(cache, $"{NamePrefix(program)}{string.Join(Separator, keys.Select(Hash).Order(StringComparer.Ordinal))}{DataDirectoryCache.Extension}");
        string unfinished = $"{name}.{Path.GetFileName(host.Processes.RootDirectory)}";
        try
        {
            await DataDirectoryArchive.WriteAsync(directory, unfinished, Takes, cancellationToken).ConfigureAwait(false);
            File.Move(unfinished, name, overwrite: true);
            Trim(cache, program, name);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Says that nothing is kept.</summary>
    public void NotKept(Exception cause) => LogNotKept(cause);

    /// <summary>Deletes a file from which no server starts.</summary>
    public void Forget(string archive, Exception cause)
    {
        LogForgotten(archive, cause);
        File.Delete(archive);
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..HashLength];

    private static string NamePrefix(PostgreSqlProgram program) => $"{Prefix}{program.Fingerprint()}{Separator}{DataDirectoryBuilder.Recipe}{Separator}";

    private static string[] Hashes(FileInfo archive) => [.. Path.GetFileNameWithoutExtension(archive.Name).Split(Separator).Where(part => part.Length == HashLength)];

    private static IEnumerable<FileInfo> Archives(string cache, PostgreSqlProgram program) =>
        new DirectoryInfo(cache).EnumerateFiles($"{NamePrefix(program)}*{DataDirectoryCache.Extension}").OrderByDescending(file => file.LastWriteTimeUtc);

    // What is in the new one goes, and then the least recently used, until there are no more states than there may be.
    private void Trim(string cache, PostgreSqlProgram program, string kept)
    {
        string[] present = Hashes(new FileInfo(kept));
        int states = present.Length;
        foreach (FileInfo other in Archives(cache, program).Where(file => file.FullName != kept).ToList())
        {
            string[] hashes = Hashes(other);
            bool goes = hashes.All(present.Contains) || states + hashes.Length > host.Options.CachedTemplates;
            if (goes)
            {
                other.Delete();
            }
            else
            {
                states += hashes.Length;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The seeded databases are not kept for the next process: with {Size} MB their server is too large.")]
    private partial void LogTooLarge(long size);

    [LoggerMessage(3, LogLevel.Warning, "The seeded databases are not kept for the next process, which seeds them anew.")]
    private partial void LogNotKept(Exception cause);

    [LoggerMessage(2, LogLevel.Warning, "No server starts from {Archive}: it is deleted, and databases are seeded anew.")]
    private partial void LogForgotten(string archive, Exception cause);
}
