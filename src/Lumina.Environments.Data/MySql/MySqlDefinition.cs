using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>The definition of a routine, a view or a trigger, which acts for the user of its database.</summary>
/// <param name="What">What it is.</param>
/// <param name="Before">What makes it, up to that user.</param>
/// <param name="After">What comes after him.</param>
/// <param name="Session">What it was made under, and is to be made under again.</param>
internal sealed record MySqlDefinition(string What, string Before, string After, string Session)
{
    /// <exception cref="MySqlCopyException">It is another user's, or would not mean the same in another database.</exception>
    public static async Task<MySqlDefinition> ReadAsync(MySqlConnection connection, string kind, string name, string database, string collation, CancellationToken cancellationToken)
    {
        string what = $"{kind.ToLowerInvariant()} {name}";
        using MySqlCommand command = new($"SHOW CREATE {kind} {MySqlText.Identifier(name)}", connection);
        MySqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            bool isView = kind == "VIEW";
            string statement = reader.GetString(kind == "TRIGGER" ? "SQL Original Statement" : $"Create {char.ToUpperInvariant(kind[0])}{kind[1..].ToLowerInvariant()}");

            // What was made under ANSI_QUOTES is shown so.
            string owner = statement.Contains(OwnerOf(database), StringComparison.Ordinal) ? OwnerOf(database) : OwnerOf(database).Replace('`', '"');
            int at = statement.IndexOf(owner, StringComparison.Ordinal);
            if (at < 0)
            {
                throw new MySqlCopyException($"{what}, which is another user's");
            }

            // The statement reaches the server in UTF-8.
            string characters = reader.GetString("character_set_client");
            if (!characters.StartsWith("utf8", StringComparison.Ordinal) || statement.Contains('\uFFFD', StringComparison.Ordinal))
            {
                throw new MySqlCopyException($"{what}, which is not in UTF-8");
            }

            if (!isView && reader.GetString("Database Collation") != collation)
            {
                throw new MySqlCopyException($"{what}, which was made under another collation of the database");
            }

            MySqlDefinition definition = new(
                what,
                statement[..at],
                statement[(at + owner.Length)..],
                $"SET SESSION collation_connection = {MySqlText.Literal(reader.GetString("collation_connection"))}, sql_mode = {MySqlText.Literal(isView ? MySqlContents.Mode : reader.GetString("sql_mode"))}");
            return definition.After.Contains(database, StringComparison.OrdinalIgnoreCase) ? throw new MySqlCopyException($"{what}, which names its database") : definition;
        }
    }

    public async Task CreateAsync(MySqlConnection connection, string target, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(Session, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync($"{Before}{OwnerOf(target)}{After}", cancellationToken).ConfigureAwait(false);
    }

    private static string OwnerOf(string database) => $"DEFINER={MySqlText.Identifier(database)}@`%`";
}
