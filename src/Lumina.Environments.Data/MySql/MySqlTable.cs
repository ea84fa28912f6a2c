namespace Lumina.Environments.Data;

/// <summary>A table, as its server shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Create">What makes it.</param>
/// <param name="Columns">The columns into which values are put, quoted; empty where all of them are generated.</param>
internal sealed record MySqlTable(string Name, string Create, string Columns);
