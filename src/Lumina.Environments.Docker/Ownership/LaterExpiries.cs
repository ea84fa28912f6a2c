namespace Lumina.Environments.Docker;

/// <summary>What was said anew of when something expires. An expiry is a whole environment's: it holds for what of it has no volume of its own, too, such as its network.</summary>
internal sealed class LaterExpiries(IEnumerable<ExpiryNote> notes)
{
    private readonly ILookup<EnvironmentId, ExpiryNote> _notes = notes.ToLookup(note => note.Marks.EnvironmentId);

    /// <summary>The marks of something as they are now.</summary>
    /// <param name="born">Those that it was made with.</param>
    public OwnershipMarks Of(OwnershipMarks born)
    {
        IReadOnlyList<OwnershipMarks> all = [.. _notes[born.EnvironmentId].Select(note => note.Marks)];
        IReadOnlyList<OwnershipMarks> own = [.. all.Where(marks => marks.Component == born.Component)];

        // What was said of the thing itself holds as it is, an earlier time too; what was said of others can only put it off.
        IEnumerable<OwnershipMarks> counted = own.Count > 0 ? own : all.Prepend(born);
        return born with { ExpiresAt = Latest(counted.Select(marks => marks.ExpiresAt)), IsKept = born.IsKept || own.Any(marks => marks.IsKept) };
    }

    /// <summary>The notes of a provider, of which the thing itself may be gone.</summary>
    public IEnumerable<ExpiryNote> Of(string provider) => _notes.SelectMany(notes => notes).Where(note => note.Provider == provider);

    private static DateTimeOffset? Latest(IEnumerable<DateTimeOffset?> times) => times.Aggregate(static (one, other) => one is null || other is null ? null : one > other ? one : other);
}
