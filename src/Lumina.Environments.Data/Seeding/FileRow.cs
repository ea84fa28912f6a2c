namespace Lumina.Environments.Data;

/// <summary>One row of a file.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">Those that it has values for, in their order.</param>
/// <param name="Line">The line on which it begins, from 1.</param>
internal abstract record FileRow(string Table, IReadOnlyList<string> Columns, long Line)
{
    /// <summary>About how many characters it takes in a statement.</summary>
    public abstract int Length { get; }
}
