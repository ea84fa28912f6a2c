namespace Lumina.Environments.Docker;

/// <summary>What was said anew of when something expires. An expiry is a whole environment's: it holds for what of it has no volume of its own, too, such as its network.</summary>
internal sealed class LaterExpiries(IEnumerable<ExpiryNote> notes)
{
    private readonly ILookup<EnvironmentId, ExpiryNote> _notes = notes.ToLookup(note => note.Marks.EnvironmentId);

    /// <summary>The marks of something as they are now.</summary>
    /// <param name="born">Those that it was made with.</param>
    public OwnershipMarks Of(OwnershipMarks born) => _notes[born.EnvironmentId].Select(note => note.Marks).Aggregate(born, static (current, later) => current with
    {
        ExpiresAt = current.ExpiresAt is null || later.ExpiresAt is null ? null : current.ExpiresAt > later.ExpiresAt ? current.ExpiresAt : later.ExpiresAt,
        IsKept = current.IsKept || (later.IsKept && later.Component == current.Component),
    });

    /// <summary>The notes of a provider, of which the thing itself may be gone.</summary>
    public IEnumerable<ExpiryNote> Of(string provider) => _notes.SelectMany(notes => notes).Where(note => note.Provider == provider);
}
