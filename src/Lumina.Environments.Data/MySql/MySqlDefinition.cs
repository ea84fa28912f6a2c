using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>The definition of a routine, a view or a trigger, which acts for the user of its database.</summary>
/// <param name="Owner">That user, as it is in the statement.</param>
/// <param name="Statement">What makes it.</param>
/// <param name="Session">What it was made under, and is to be made under again.</param>
internal sealed record MySqlDefinition(string Owner, string Statement, string Session)
{
    /// <exception cref="MySqlCopyException">It is another user's, or would not mean the same in another database.</exception>
    public static async Task<MySqlDefinition> ReadAsync(MySqlConnection connection, string kind, string name, string database, CancellationToken cancellationToken)
    {
        string what = $"{kind.ToLowerInvariant()} {name}";
        using MySqlCommand command = new($"SHOW CREATE {kind} {MySqlText.Identifier(name)}", connection);
        MySqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            string statement = reader.GetString(kind == "TRIGGER" ? "SQL Original Statement" : $"Create {char.ToUpperInvariant(kind[0])}{kind[1..].ToLowerInvariant()}");
            string characters = reader.GetString("character_set_client");

            // What was made under ANSI_QUOTES is shown so.
            string owner = statement.Contains(OwnerOf(database), StringComparison.Ordinal) ? OwnerOf(database) : OwnerOf(database).Replace('`', '"');
            int at = statement.IndexOf(owner, StringComparison.Ordinal);
            if (at < 0)
            {
                throw new MySqlCopyException($"{what}, which is another user's");
            }

            // The statement reaches the server in UTF-8.
            if (!characters.StartsWith("utf8", StringComparison.Ordinal))
            {
                throw new MySqlCopyException($"{what}, which was made in the character set {characters}");
            }

            if (statement.Remove(at, owner.Length).Contains(database, StringComparison.OrdinalIgnoreCase))
            {
                throw new MySqlCopyException($"{what}, which names its database");
            }

            string mode = kind == "VIEW" ? "" : $", sql_mode = {MySqlText.Literal(reader.GetString("sql_mode"))}";
            return new MySqlDefinition(owner, statement, $"SET SESSION collation_connection = {MySqlText.Literal(reader.GetString("collation_connection"))}{mode}");
        }
    }

    public async Task CreateAsync(MySqlConnection connection, string target, CancellationToken cancellationToken)
    {
        int at = Statement.IndexOf(Owner, StringComparison.Ordinal);
        await connection.ExecuteAsync(Session, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(string.Concat(Statement.AsSpan(0, at), OwnerOf(target), Statement.AsSpan(at + Owner.Length)), cancellationToken).ConfigureAwait(false);
    }

    private static string OwnerOf(string database) => $"DEFINER={MySqlText.Identifier(database)}@`%`";
}
