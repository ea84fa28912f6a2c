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
    /// <summary>How a file's name ends that is whole.</summary>
    public const string Extension = ".tar";

    private const string Prefix = "postgresql-";
    private static readonly TimeSpan OldestUnfinished = TimeSpan.FromHours(1);

    /// <summary>Fills an empty directory with the files of an initialized one.</summary>
    public Task FillAsync(PostgreSqlProgram program, string directory, UserAccount? account, CancellationToken cancellationToken) => FillAsync(
        Prefix, $"{program.Fingerprint()}-{DataDirectoryBuilder.Recipe}", new DataDirectoryBuilder(host, program).BuildAsync, directory, account, cancellationToken);

    /// <summary>Fills an empty directory with the files of an initialized one of any engine.</summary>
    /// <param name="prefix">The engine's: of each the latest are kept.</param>
    /// <param name="key">Stands for all on which the files depend.</param>
    /// <param name="buildAsync">Initializes one, within a directory that is its own.</param>
    /// <param name="directory">The empty directory.</param>
    /// <param name="account">Whose the files are.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task FillAsync(string prefix, string key, Func<CancellationToken, Task<string>> buildAsync, string directory, UserAccount? account, CancellationToken cancellationToken)
    {
        string? cache = Locate();
        string name = $"{prefix}{key}{Extension}";
        if (cache is not null && await TryExtractAsync(Path.Combine(cache, name), directory, account, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        string built = await buildAsync(cancellationToken).ConfigureAwait(false);

        // Named by the directory that was built: several may be at work at once, in this process too.
        string unfinished = Path.Combine(cache ?? host.Processes.RootDirectory, $"{name}.{Path.GetFileName(host.Processes.RootDirectory)}-{Path.GetFileName(Path.GetDirectoryName(built))}");
        try
        {
            await DataDirectoryArchive.WriteAsync(built, unfinished, cancellationToken).ConfigureAwait(false);
            await DataDirectoryArchive.ExtractAsync(unfinished, directory, account, cancellationToken).ConfigureAwait(false);
            if (cache is not null)
            {
                File.Move(unfinished, Path.Combine(cache, name), overwrite: true);
                Trim(cache, prefix);
            }
        }
        finally
        {
            File.Delete(unfinished);
            Directory.Delete(Path.GetDirectoryName(built)!, recursive: true);
        }
    }

    /// <summary>Null where there is no place that is ours alone; then nothing is kept.</summary>
    public string? Locate()
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
            bool isOurs = LinuxInterop.DirectoryOwner(cache)?.User == LinuxInterop.EffectiveUserId()
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

    public async Task<bool> TryExtractAsync(string archive, string directory, UserAccount? account, CancellationToken cancellationToken)
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

    private void Trim(string cache, string prefix)
    {
        IEnumerable<FileInfo> files = new DirectoryInfo(cache).EnumerateFiles($"{prefix}*{Extension}").OrderByDescending(file => file.LastWriteTimeUtc);
        IEnumerable<FileInfo> unfinished = new DirectoryInfo(cache).EnumerateFiles($"*{Extension}.*")
            .Where(file => host.Time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > OldestUnfinished);
        foreach (FileInfo file in files.Skip(host.Options.CachedDataDirectories).Concat(unfinished))
        {
            file.Delete();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Directory} can be written by others, so that nothing is kept in it: data directories are initialized anew.")]
    private partial void LogNotOurs(string directory);

    [LoggerMessage(2, LogLevel.Warning, "{Directory} can't be used, so that nothing is kept in it: data directories are initialized anew.")]
    private partial void LogNotUsable(string directory, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "{Archive} can't be read and is made anew.")]
    private partial void LogRebuilt(string archive, Exception exception);
}
