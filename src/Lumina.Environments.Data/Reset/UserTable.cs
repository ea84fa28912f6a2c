namespace Lumina.Environments.Data;

/// <summary>What holds rows in a database.</summary>
/// <param name="Number">The server's own number for it: the same in every copy of a template.</param>
/// <param name="Name">Its quoted name, with the schema's.</param>
/// <param name="IsMaterializedView">Whether its rows are what a query once gave.</param>
/// <param name="FiresAlways">Whether a trigger or a rule of it acts even where such are off.</param>
/// <param name="Fires">Whether a trigger, a rule or a row security policy of it acts on its owner, too. Those that only hold constraints are none.</param>
internal sealed record UserTable(uint Number, string Name, bool IsMaterializedView, bool FiresAlways, bool Fires)
{
    /// <summary>The numbers of the files in which its rows lie, large values included. A copy has them from its template, until it has others.</summary>
    public IReadOnlyList<uint> Files { get; init; } = [];

    /// <summary>Whether all that is written to it is in the server's log.</summary>
    public bool IsLogged { get; init; }
}
