namespace Lumina.Environments.Data;

/// <summary>A table of the system's own in which the schema of a database is kept.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The column that numbers what a row is about.</param>
/// <param name="Row">An expression for all of a row that tells one schema from another, with the owner's name and number left out.</param>
internal sealed record SystemTable(string Name, string Key, string Row);
