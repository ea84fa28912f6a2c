namespace Lumina.Environments.Folders;

/// <summary>A folder for the moment, closed to others. It goes with its disposal; those that killed processes have left go when the next of their purpose is made.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string LockName = "lock";
    private const string ContentName = "content";
    private const UnixFileMode OthersLook = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>One that is just being made has no lock yet.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _directory;
    private readonly FileStream _lock;

    /// <param name="purpose">What it is for, in one word: a part of its name.</param>
    /// <param name="timeProvider">The clock.</param>
    public TemporaryFolder(string purpose, TimeProvider timeProvider)
    {
        string prefix = $"lumina-{purpose}-";
        RemoveForsaken(prefix, timeProvider.GetUtcNow());
        _directory = Directory.CreateTempSubdirectory(prefix);

        // The system lets it go with its holder, however that ends.
        _lock = new FileStream(LockOf(_directory), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        Path = _directory.CreateSubdirectory(ContentName).FullName;
    }

    /// <summary>Where it is; empty at first.</summary>
    public string Path { get; }

    public void Dispose()
    {
        // Not at the cost of an error that is on its way: what is left goes when the next of its purpose is made.
        TryDelete(new DirectoryInfo(Path));
        _lock.Dispose();
        TryDelete(_directory);
    }

    private static string LockOf(DirectoryInfo directory) => System.IO.Path.Combine(directory.FullName, LockName);

    private static void RemoveForsaken(string prefix, DateTimeOffset now)
    {
        foreach (DirectoryInfo directory in new DirectoryInfo(System.IO.Path.GetTempPath()).EnumerateDirectories(prefix + "*"))
        {
            if (directory.CreationTimeUtc < (now - Grace).UtcDateTime && IsOurs(directory) && !IsHeld(directory))
            {
                TryDelete(directory);
            }
        }
    }

    // Not by its name alone: a person may have given it to something else.
    private static bool IsOurs(DirectoryInfo directory) =>
        directory.LinkTarget is null
        && (OperatingSystem.IsWindows() || (directory.UnixFileMode & OthersLook) == UnixFileMode.None)
        && new FileInfo(LockOf(directory)) is { Exists: true, Length: 0, LinkTarget: null };

    private static bool IsHeld(DirectoryInfo directory)
    {
        try
        {
            new FileStream(LockOf(directory), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static void TryDelete(DirectoryInfo directory)
    {
        try
        {
            directory.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process that does the same was quicker, it is another user's, or somebody still writes to it.
        }
    }
}
