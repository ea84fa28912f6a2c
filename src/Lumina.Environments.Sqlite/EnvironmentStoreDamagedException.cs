namespace Lumina.Environments.Sqlite;

/// <summary>The store's file is no store, or it is damaged or cut. It is left as it is; what can still be read of it is listed.</summary>
public sealed class EnvironmentStoreDamagedException : EnvironmentStoreException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The store's file.</param>
    /// <param name="reason">What is wrong with it, in a sentence.</param>
    /// <param name="readable">What could be read.</param>
    /// <param name="innerException">The cause, if one has a stack worth seeing.</param>
    public EnvironmentStoreDamagedException(string path, string reason, IReadOnlyList<ReadableJournal> readable, Exception? innerException = null)
        : base(path, Describe(path, reason, readable ?? throw new ArgumentNullException(nameof(readable))), innerException) => Readable = readable;

    /// <summary>The environments of which something could be read, by their identifiers.</summary>
    public IReadOnlyList<ReadableJournal> Readable { get; }

    private static string Describe(string path, string reason, IReadOnlyList<ReadableJournal> readable) =>
        $"The store {path} cannot be read: {reason} Of its environments {readable.Count} can still be read, and of their events {readable.Sum(journal => journal.EventCount)}. "
        + "The file is left as it is: put a backup in its place, or move it away to begin with an empty store (what its environments have on their platforms bears their marks).";
}
