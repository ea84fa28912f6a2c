namespace Lumina.Environments.Data;

/// <summary>Quoting for statements that take no parameters.</summary>
internal static class MySqlText
{
    public static string Identifier(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    public static string Literal(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A user, from wherever he connects: the server itself listens to this machine alone.</summary>
    public static string User(string name) => $"{Literal(name)}@'%'";

    /// <summary>All that is in a database, for a grant, in which two characters of a name stand for others.</summary>
    public static string AllOf(string database) => $"{Identifier(database.Replace("_", "\\_", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal))}.*";
}
