using System.Globalization;
using System.Text;
using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>Inserts rows into a MySQL or MariaDB database, as many by one statement as go well.</summary>
/// <param name="connection">A connection with an open transaction.</param>
/// <param name="file">The file, for messages.</param>
/// <param name="headerLine">The line that names the columns; null where each row does.</param>
internal sealed class MySqlRowInsert(MySqlConnection connection, string file, long? headerLine) : RowInsert<MySqlRow, MySqlException>(connection)
{
    protected override async Task InsertAsync(IReadOnlyList<MySqlRow> rows, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> columns = rows[0].Columns;
        string values = $"({string.Join(',', Enumerable.Repeat('?', columns.Count))})";
        StringBuilder statement = new($"INSERT INTO {MySqlText.Identifier(rows[0].Table)} ({string.Join(", ", columns.Select(MySqlText.Identifier))}) VALUES ");
        statement.AppendJoin(',', Enumerable.Repeat(values, rows.Count));
        using MySqlCommand command = new(statement.ToString(), connection);
        foreach (object? value in rows.SelectMany(row => row.Values))
        {
            command.Parameters.Add(new MySqlParameter { Value = value ?? DBNull.Value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    // Aria has transactions of its own, without savepoints.
    protected override bool HasNoSavepoints(MySqlException error) => error.ErrorCode == MySqlErrorCode.CheckNotImplemented;

    // Tables without transactions keep what went in, of which the server warns: the same rows once more would be refused for themselves.
    protected override async Task<bool> IsUndoneAsync(CancellationToken cancellationToken)
    {
        using MySqlCommand command = new("SHOW WARNINGS", connection);
        MySqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (Convert.ToInt32(reader["Code"], CultureInfo.InvariantCulture) == (int)MySqlErrorCode.WarningNotCompleteRollback)
                {
                    return false;
                }
            }
        }

        return true;
    }

    protected override ProviderException Describe(MySqlRow row, MySqlException error) =>
        MySqlErrors.DescribeLine(file, error.ErrorCode == MySqlErrorCode.BadFieldError ? headerLine ?? row.Line : row.Line, error);
}
