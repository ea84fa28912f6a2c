namespace Lumina.Environments.Data;

/// <summary>Puts names and values into statements that take no parameters.</summary>
internal static class SqlText
{
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A table as the catalog spells it, with its schema in front or without.</summary>
    public static string Table(string name) => string.Join('.', name.Split('.', 2).Select(Identifier));

    /// <summary>A text, whatever the server takes a backslash for.</summary>
    public static string Literal(string value)
    {
        string quoted = value.Replace("'", "''", StringComparison.Ordinal);
        return quoted.Contains('\\', StringComparison.Ordinal) ? $"E'{quoted.Replace(@"\", @"\\", StringComparison.Ordinal)}'" : $"'{quoted}'";
    }
}
