using System.Buffers;
using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>All that is kept on this machine for this user: a directory for each component, which outlives the processes that made it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class KeptRegistry(string stateDirectory, TimeProvider time)
{
    /// <summary>What follows the name of an entry that is not whole yet, or not any more.</summary>
    public const string Unfinished = ".new";

    private const string Lock = ".lock";
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    private static readonly TimeSpan PauseBetweenAttempts = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    public StateDirectory State { get; } = new(stateDirectory);

    public KeptEntry? Find(string name) => State.Exists() ? KeptEntry.TryRead(PathOf(name)) : null;

    public IReadOnlyList<KeptEntry> All() => State.Exists()
        ? [.. Directory.EnumerateDirectories(State.Path).Where(directory => IsName(Path.GetFileName(directory))).Select(KeptEntry.TryRead).OfType<KeptEntry>()]
        : [];

    /// <summary>Whether there is an entry or what is left of one.</summary>
    public bool HasTraces(string name) => State.Exists() && (Directory.Exists(PathOf(name)) || Directory.Exists(PathOf(name) + Unfinished) || File.Exists(PathOf(name) + Lock));

    /// <summary>Keeps every other process from the entry, and every other call of this one.</summary>
    /// <exception cref="ProviderException">Another has been at it for minutes, or is paused at it.</exception>
    public async Task<KeptLock> LockAsync(string name, CancellationToken cancellationToken)
    {
        State.Make();
        long started = time.GetTimestamp();
        long looked = started;
        bool wasPaused = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (KeptLock.TryTake(PathOf(name) + Lock, PathOf(name)) is { } held)
            {
                // What a process left that was killed before it had given the entry its name, or after it had taken it. Nothing of it runs.
                try
                {
                    DeleteUnfinished(name);
                    return held;
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    held.Dispose();
                    throw new ProviderException($"What was left of '{PathOf(name)}' could not be deleted: {exception.Message}", exception);
                }
            }

            if (time.GetElapsedTime(looked) > PauseBetweenLooks)
            {
                looked = time.GetTimestamp();
                ProcessEntry? holder = KeptLock.FindHolder(PathOf(name) + Lock);
                bool isPaused = holder is { IsPaused: true };
                if ((wasPaused && isPaused) || time.GetElapsedTime(started) > LongestWait)
                {
                    throw Held(name, holder);
                }

                wasPaused = isPaused;
            }

            await Task.Delay(PauseBetweenAttempts, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>By what the processes of an entry are known, whether it is there or not.</summary>
    public KeptTrace TraceOf(string name) => new(PathOf(name));

    /// <summary>Makes an entry. Its lock is held.</summary>
    public KeptEntry Create(string name, KeptOwner owner)
    {
        string unfinished = PathOf(name) + Unfinished;
        Directory.CreateDirectory(unfinished, StateDirectory.Mode);
        File.SetUnixFileMode(unfinished, StateDirectory.Mode);
        return KeptEntry.Create(unfinished, PathOf(name), owner);
    }

    /// <summary>Takes an entry its name, so that it is none any more. Returns where it is to be deleted.</summary>
    public static string TakeName(KeptEntry entry)
    {
        string unfinished = entry.Directory + Unfinished;
        Directory.Move(entry.Directory, unfinished);
        return unfinished;
    }

    /// <summary>Entries without a name, whose making or deletion was cut short; nobody holds their locks.</summary>
    public IReadOnlyList<string> ListUnfinished() => State.Exists()
        ? [.. Directory.EnumerateDirectories(State.Path, "*" + Unfinished)
            .Select(directory => Path.GetFileName(directory)[..^Unfinished.Length])
            .Where(name => IsName(name) && IsOurs(PathOf(name) + Unfinished) && IsFree(name))]
        : [];

    // A name alone says nothing: the first that is written into one says whose it is.
    private static bool IsOurs(string unfinished) =>
        !Directory.EnumerateFileSystemEntries(unfinished).Any() || Directory.EnumerateFiles(unfinished, KeptEntry.OwnerFile + "*").Any();

    /// <summary>Entries of which nobody can tell whose they are.</summary>
    public IReadOnlyList<KeptEntry> ListDamaged() => [.. All().Where(entry => entry.IsDamaged)];

    // One that is paused may hold it for as long as it likes; trying again at once would be no use.
    private ProviderException Held(string name, ProcessEntry? holder)
    {
        string who = holder is null ? "Another process" : string.Create(CultureInfo.InvariantCulture, $"Process {holder.Identity.Pid} ({holder.Name}){(holder.IsPaused ? ", which is paused," : "")}");
        string what = holder is { IsPaused: true } ? "let it go on or end it, and try again" : $"it has been for more than {LongestWait}";
        return new ProviderException($"{who} is at work on '{name}' and holds '{PathOf(name) + Lock}': {what}.") { IsTransient = holder is not { IsPaused: true } };
    }

    private bool IsFree(string name)
    {
        using KeptLock? held = KeptLock.TryTake(PathOf(name) + Lock, PathOf(name));
        return held is not null;
    }

    private void DeleteUnfinished(string name)
    {
        if (Directory.Exists(PathOf(name) + Unfinished))
        {
            Directory.Delete(PathOf(name) + Unfinished, recursive: true);
        }
    }

    private string PathOf(string name) => IsName(name) ? Path.Combine(State.Path, name) : throw new ProviderException($"'{name}' can't be the name of a directory for what is kept.");

    private static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameCharacters);
}
