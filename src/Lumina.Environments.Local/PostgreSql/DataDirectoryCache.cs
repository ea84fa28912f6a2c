using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Local;

/// <summary>
/// Initialized data directories, kept from one process to the next, since initializing takes ten times as long as starting. They hold no
/// secret; the directory is this user's alone, so that nobody can put another in their place. Processes may share it without a word: a file
/// comes whole by renaming, and one that is deleted stays with whoever reads it.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class DataDirectoryCache(LocalHost host, ILogger logger)
{
    private const string Extension = ".tar";
    private const long LargestSeeded = 512L << 20;

    /// <summary>The segment of the log with the end of an ended server in it, and the one before, should that lie across both.</summary>
    private const int NeededSegments = 2;

    private static readonly TimeSpan OldestUnfinished = TimeSpan.FromHours(1);

    /// <summary>For whoever fills and keeps directories.</summary>
    public ILogger Logger => logger;

    /// <summary>Fills an empty directory with the files of an initialized one.</summary>
    public async Task FillAsync(PostgreSqlProgram program, string directory, UserAccount? account, CancellationToken cancellationToken)
    {
        string? cache = Locate();
        string name = $"postgresql-{program.Fingerprint()}-{DataDirectoryBuilder.Recipe}{Extension}";
        if (cache is not null && await TryExtractAsync(Path.Combine(cache, name), directory, account, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        string built = await new DataDirectoryBuilder(host, program).BuildAsync(cancellationToken).ConfigureAwait(false);
        string unfinished = Path.Combine(cache ?? host.Processes.RootDirectory, $"{name}.{Path.GetFileName(host.Processes.RootDirectory)}");
        try
        {
            await DataDirectoryArchive.WriteAsync(built, unfinished, cancellationToken).ConfigureAwait(false);
            await DataDirectoryArchive.ExtractAsync(unfinished, directory, account, cancellationToken).ConfigureAwait(false);
            if (cache is not null)
            {
                File.Move(unfinished, Path.Combine(cache, name), overwrite: true);
                Trim(cache);
            }
        }
        finally
        {
            File.Delete(unfinished);
            Directory.Delete(Path.GetDirectoryName(built)!, recursive: true);
        }
    }

    /// <summary>Fills an empty directory with the files of a server that had seeded databases in it when it ended; false where none is kept.</summary>
    public Task<bool> TryFillSeededAsync(PostgreSqlProgram program, string directory, UserAccount? account, CancellationToken cancellationToken) =>
        host.Options.CachedTemplates > 0 && Locate() is { } cache
            ? TryExtractAsync(Path.Combine(cache, SeededName(program)), directory, account, cancellationToken)
            : Task.FromResult(false);

    /// <summary>Keeps the files of a server that has ended as it should, for the next process. Another process's are replaced.</summary>
    public async Task KeepSeededAsync(PostgreSqlProgram program, string directory, CancellationToken cancellationToken)
    {
        if (Locate() is not { } cache)
        {
            return;
        }

        HashSet<string> needed = [.. Directory.EnumerateFiles(Path.Combine(directory, "pg_wal")).OrderByDescending(File.GetLastWriteTimeUtc).Take(NeededSegments)];
        bool Takes(string path) => Path.GetFileName(Path.GetDirectoryName(path)) != "pg_wal" || Directory.Exists(path) || needed.Contains(path);
        long size = new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => Takes(file.FullName)).Sum(file => file.Length);
        if (size > LargestSeeded)
        {
            LogTooLarge(size >> 20);
            return;
        }

        string unfinished = Path.Combine(cache, $"{SeededName(program)}.{Path.GetFileName(host.Processes.RootDirectory)}");
        try
        {
            await DataDirectoryArchive.WriteAsync(directory, unfinished, Takes, cancellationToken).ConfigureAwait(false);
            File.Move(unfinished, Path.Combine(cache, SeededName(program)), overwrite: true);
            Trim(cache);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Deletes what is kept of a program's seeded databases: no server starts from it.</summary>
    public void ForgetSeeded(PostgreSqlProgram program, Exception cause)
    {
        if (Locate() is { } cache)
        {
            LogForgotten(SeededName(program), cause);
            File.Delete(Path.Combine(cache, SeededName(program)));
        }
    }

    private static string SeededName(PostgreSqlProgram program) => $"postgresql-{program.Fingerprint()}-{DataDirectoryBuilder.Recipe}-seeded{Extension}";

    /// <summary>Null where there is no place that is ours alone; then nothing is kept.</summary>
    private string? Locate()
    {
        string? home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } user ? Path.Combine(user, ".cache") : null;
        string? cache = host.Options.CacheDirectory ?? (home is null ? null : Path.Combine(home, "lumina"));
        if (cache is null)
        {
            return null;
        }

        try
        {
            LocalHost.MakePrivate(cache, account: null);
            bool isOurs = LinuxInterop.DirectoryOwner(cache) == LinuxInterop.EffectiveUserId()
                && (File.GetUnixFileMode(cache) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == UnixFileMode.None;
            if (isOurs)
            {
                return Path.GetFullPath(cache);
            }

            LogNotOurs(cache);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotUsable(cache, exception);
        }

        return null;
    }

    private async Task<bool> TryExtractAsync(string archive, string directory, UserAccount? account, CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(archive))
            {
                return false;
            }

            await DataDirectoryArchive.ExtractAsync(archive, directory, account, cancellationToken).ConfigureAwait(false);
            File.SetLastWriteTimeUtc(archive, host.Time.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or InvalidDataException or EndOfStreamException or AggregateException { InnerException: InvalidDataException })
        {
            // Another process has just trimmed it, or the machine went down while it was written.
            LogRebuilt(archive, exception);
            Empty(directory);
            return false;
        }
    }

    private static void Empty(string directory)
    {
        foreach (string entry in Directory.EnumerateDirectories(directory))
        {
            Directory.Delete(entry, recursive: true);
        }

        foreach (string entry in Directory.EnumerateFiles(directory))
        {
            File.Delete(entry);
        }
    }

    private void Trim(string cache)
    {
        IEnumerable<FileInfo> files = new DirectoryInfo(cache).EnumerateFiles($"postgresql-*{Extension}").OrderByDescending(file => file.LastWriteTimeUtc);
        IEnumerable<FileInfo> unfinished = new DirectoryInfo(cache).EnumerateFiles($"postgresql-*{Extension}.*")
            .Where(file => host.Time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > OldestUnfinished);
        foreach (FileInfo file in files.Skip(host.Options.CachedDataDirectories).Concat(unfinished))
        {
            file.Delete();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Directory} can be written by others, so that nothing is kept in it: PostgreSQL's data directory is initialized anew.")]
    private partial void LogNotOurs(string directory);

    [LoggerMessage(2, LogLevel.Warning, "{Directory} can't be used, so that nothing is kept in it: PostgreSQL's data directory is initialized anew.")]
    private partial void LogNotUsable(string directory, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "The seeded databases are not kept for the next process: with {Size} MB their server is too large.")]
    private partial void LogTooLarge(long size);

    [LoggerMessage(5, LogLevel.Warning, "No server starts from {Archive}: it is deleted, and databases are seeded anew.")]
    private partial void LogForgotten(string archive, Exception cause);

    [LoggerMessage(3, LogLevel.Information, "{Archive} can't be read and is made anew.")]
    private partial void LogRebuilt(string archive, Exception exception);
}
