namespace Lumina.Environments.Data;

/// <summary>One row of a JSON file.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The names of its members, in their order.</param>
/// <param name="Json">The object itself.</param>
/// <param name="Line">The line on which it begins, from 1.</param>
internal sealed record JsonRow(string Table, IReadOnlyList<string> Columns, string Json, long Line) : FileRow(Table, Columns, Line)
{
    public override int Length => Json.Length;
}
