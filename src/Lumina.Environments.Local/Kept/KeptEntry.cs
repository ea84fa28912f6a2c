using System.Runtime.Versioning;

namespace Lumina.Environments.Local;

/// <summary>One kept component: a directory that is named by its external name and has all that belongs to it. It is changed by whoever holds its lock.</summary>
[SupportedOSPlatform("linux")]
internal sealed class KeptEntry
{
    public const string OwnerFile = "owner.json";

    private const string StateFile = "state.json";

    private KeptEntry(string directory, KeptOwner? owner, KeptState state) => (Directory, Owner, State) = (directory, owner, state);

    public string Directory { get; }

    public string Name => Path.GetFileName(Directory);

    /// <summary>Null where it can't be read: somebody has just removed it, or damaged it.</summary>
    public KeptOwner? Owner { get; private set; }

    /// <summary>It is one, and its owner cannot be read.</summary>
    public bool IsDamaged => Marks is null && (File.Exists(PathOf(OwnerFile)) || File.Exists(PathOf(StateFile)));

    public OwnershipMarks? Marks => Owner is null ? null : OwnershipMarks.FromDictionary(Owner.Marks);

    public KeptState State { get; private set; }

    public bool IsRunning => State.IsComplete && (State.RunsOnce ? State.IsDone : IsAlive);

    private bool IsAlive => State.Processes.Count == State.Replicas && State.Processes.All(process => !process.IsHeld && process.IsAlive);

    /// <summary>Null where there is no such directory.</summary>
    public static KeptEntry? TryRead(string directory) => System.IO.Directory.Exists(directory)
        ? new KeptEntry(
            directory,
            KeptFile.TryRead(Path.Combine(directory, OwnerFile), KeptJson.Default.KeptOwner),
            KeptFile.TryRead(Path.Combine(directory, StateFile), KeptJson.Default.KeptState) ?? new KeptState())
        : null;

    /// <summary>Fills a new directory, which then gets its name at once: no entry is without its owner.</summary>
    public static KeptEntry Create(string unfinished, string directory, KeptOwner owner)
    {
        KeptFile.Write(Path.Combine(unfinished, OwnerFile), owner, KeptJson.Default.KeptOwner);
        System.IO.Directory.Move(unfinished, directory);
        return new KeptEntry(directory, owner, new KeptState());
    }

    public string PathOf(string name) => Path.Combine(Directory, name);

    /// <summary>Where the output of one of its processes is appended to.</summary>
    public string Log(string process) => PathOf(process + ".log");

    public void Save(KeptState state)
    {
        KeptFile.Write(PathOf(StateFile), state, KeptJson.Default.KeptState);
        State = state;
    }

    public void Save(KeptOwner owner)
    {
        KeptFile.Write(PathOf(OwnerFile), owner, KeptJson.Default.KeptOwner);
        Owner = owner;
    }
}
