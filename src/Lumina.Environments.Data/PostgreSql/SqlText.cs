namespace Lumina.Environments.Data;

/// <summary>Puts names and values into statements that take no parameters.</summary>
internal static class SqlText
{
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A table as the catalog spells it, with its schema in front or without.</summary>
    public static string Table(string name) => string.Join('.', name.Split('.', 2).Select(Identifier));

    /// <summary>As standard strings have it, where a backslash means nothing.</summary>
    public static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
