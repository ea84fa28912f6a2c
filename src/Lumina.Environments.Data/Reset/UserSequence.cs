namespace Lumina.Environments.Data;

/// <summary>A sequence in a database.</summary>
/// <param name="Number">The server's own number for it: the same in every copy of a template.</param>
/// <param name="Name">Its quoted name, with the schema's.</param>
/// <param name="IsCached">Whether sessions take several values at once and keep them.</param>
internal sealed record UserSequence(uint Number, string Name, bool IsCached);
