namespace Lumina.Environments.Data;

/// <summary>One row for a MySQL or MariaDB table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">Those that it has values for.</param>
/// <param name="Values">One for each column: text, which the server turns into the column's type, a whole number, a truth value or null.</param>
/// <param name="Line">The line of the file on which it begins, from 1.</param>
internal sealed record MySqlRow(string Table, IReadOnlyList<string> Columns, IReadOnlyList<object?> Values, long Line) : FileRow(Table, Columns, Line)
{
    private const int OtherValue = 8;

    public override int Length { get; } = Values.Sum(value => value is string text ? text.Length : OtherValue);
}
