using Npgsql;

namespace Lumina.Environments.Data.Tests;

/// <summary>A database to copy from and two to fill, each on its own role that is no superuser.</summary>
internal sealed class MaskingLab : IAsyncDisposable
{
    public const string Key = "a key for tests, not a secret";

    private readonly DataLab _lab = new();
    private TestEnvironment? _environment;

    public string Source => _environment!.ConnectionString("source");

    public string Target => _environment!.ConnectionString("target");

    public string Other => _environment!.ConnectionString("other");

    /// <param name="schema">Run in all three.</param>
    /// <param name="rows">Run in the source alone.</param>
    public async Task OpenAsync(string schema, string rows)
    {
        DataLab.RequirePostgreSql();
        TestData empty = TestData.FromSqlFiles(_lab.Write("schema.sql", schema));
        _environment = await _lab.Manager.OpenAsync(new EnvironmentSpec("masking", "tests")
        {
            Databases =
            [
                new DatabaseSpec("source", DatabaseType.PostgreSql) { Data = TestData.FromSqlFiles("schema.sql", _lab.Write("rows.sql", rows)) },
                new DatabaseSpec("target", DatabaseType.PostgreSql) { Data = empty },
                new DatabaseSpec("other", DatabaseType.PostgreSql) { Data = empty },
            ],
        });
    }

    public MaskedCopy Copy(IReadOnlyList<MaskedStart> starts, params IReadOnlyList<MaskingRule> rules) => new(new Secret(Source), new Secret(Key)) { Starts = starts, Rules = rules };

    public Task RunAsync(MaskedCopy copy) => RunAsync(copy, Target);

    public static async Task RunAsync(MaskedCopy copy, string target)
    {
        await using NpgsqlConnection connection = await ConnectAsync(target);
        await new MaskedCopyRun(copy).RunAsync(connection, CancellationToken.None);
    }

    public async Task<IReadOnlyList<string>> CheckAsync(MaskedCopy copy)
    {
        await using NpgsqlConnection connection = await ConnectAsync(Target);
        return [.. (await new MaskedCopyRun(copy).CheckAsync(connection, CancellationToken.None)).Select(fault => fault.ToString())];
    }

    public async Task<string?> ReadAsync(string query) => (await DataLab.QueryAsync(Target, query))?.ToString();

    public Task<object?> ChangeSourceAsync(string statements) => DataLab.QueryAsync(Source, statements);

    public Task<object?> ChangeTargetAsync(string statements) => DataLab.QueryAsync(Target, statements);

    /// <summary>Every row of every table, as text.</summary>
    public static async Task<string> DumpAsync(string connectionString)
    {
        const string Tables = """
            SELECT string_agg(format('SELECT %L || coalesce(string_agg(t::text, E''\n'' ORDER BY tableoid, ctid), '''') FROM ONLY %s AS t', c.oid::regclass || E'\n', c.oid::regclass), ' UNION ALL ' ORDER BY c.relname)
            FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
            """;
        string union = (string)(await DataLab.QueryAsync(connectionString, Tables))!;
        return (string)(await DataLab.QueryAsync(connectionString, $"SELECT string_agg(rows, E'\\n') FROM ({union}) AS all_tables (rows)"))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_environment is not null)
        {
            await _environment.DisposeAsync();
        }

        await _lab.DisposeAsync();
    }

    private static async Task<NpgsqlConnection> ConnectAsync(string connectionString)
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, IncludeErrorDetail = true }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
