using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Short statements over one connection.</summary>
internal static class PostgreSqlSession
{
    /// <summary>Connections that ask the server for no list of its types: no such value is read here, and the list takes longer than all the rest.</summary>
    public static NpgsqlDataSource Source(string connectionString, Action<NpgsqlConnectionStringBuilder>? configure = null)
    {
        NpgsqlSlimDataSourceBuilder builder = new(connectionString);
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(enable: false));
        builder.EnableTransportSecurity();
        configure?.Invoke(builder.ConnectionStringBuilder);
        return builder.Build();
    }

    public static async Task ExecuteAsync(this NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = new(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All or nothing, in one round trip.</summary>
    public static async Task ExecuteTogetherAsync(this NpgsqlConnection connection, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        using NpgsqlBatch batch = new(connection) { Timeout = 0 };
        foreach (string statement in statements)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Null where there is no database of that name.</summary>
    public static async Task<DatabaseEntry?> FindDatabaseAsync(this NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        const string LookUp = "SELECT datallowconn, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1";
        using NpgsqlCommand command = new(LookUp, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = name } } };
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            string? comment = await reader.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false) ? null : reader.GetString(1);
            return new DatabaseEntry(name, reader.GetBoolean(0), DatabaseComment.Parse(comment));
        }
    }

    /// <summary>Null where there is no role of that name.</summary>
    public static async Task<DatabaseComment?> FindRoleAsync(this NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        const string LookUp = "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = $1";
        using NpgsqlCommand command = new(LookUp, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = name } } };
        object? comment = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return comment is null ? null : DatabaseComment.Parse(comment as string);
    }
}

/// <summary>A database as the server lists it.</summary>
internal sealed record DatabaseEntry(string Name, bool AllowsConnections, DatabaseComment Comment);
