using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>The database into which data goes, as its outputs tell.</summary>
internal sealed class SeedTarget
{
    private readonly string _connectionString;

    private SeedTarget(EnvironmentId environmentId, string connectionString, string adminConnectionString, string databaseName) =>
        (EnvironmentId, _connectionString, AdminConnectionString, DatabaseName) = (environmentId, connectionString, adminConnectionString, databaseName);

    public EnvironmentId EnvironmentId { get; }

    public string AdminConnectionString { get; }

    public string DatabaseName { get; }

    public static SeedTarget Of(ComponentContext context) => TryOf(context)
        ?? throw new ProviderException($"{context.Component} is put into {Database(context)}, which gives no '{OutputNames.ConnectionString}' and '{OutputNames.AdminConnectionString}' that hold from here.");

    /// <summary>Null where the database gives nothing, since it is not there (any more).</summary>
    public static SeedTarget? TryOf(ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Dependencies.TryGetValue(Database(context), out ComponentOutputs? outputs)
            && outputs.Find(OutputNames.ConnectionString) is { } connection
            && outputs.Find(OutputNames.AdminConnectionString) is { } admin
            && outputs.Find(OutputNames.DatabaseName) is { } name
            ? new SeedTarget(context.EnvironmentId, connection.Reveal(), admin.Reveal(), name.Reveal())
            : null;
    }

    /// <summary>How its own role or user connects.</summary>
    public string ConnectionString => _connectionString;

    public DatabaseAddress Address => new(_connectionString);

    /// <summary>The password of the role that owns it.</summary>
    public string Password => new NpgsqlConnectionStringBuilder(_connectionString).Password!;

    public string ConnectionStringTo(string database) => new NpgsqlConnectionStringBuilder(_connectionString) { Database = database }.ConnectionString;

    /// <summary>Whether nobody has made anything in it yet, schemas aside.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        // Whatever is made takes a number from the system's own onwards; what is there from the start has a lower one.
        const string FirstNumber = "16384";
        const string Count = $"""
            SELECT NOT EXISTS (SELECT FROM pg_class WHERE oid >= {FirstNumber})
               AND NOT EXISTS (SELECT FROM pg_proc WHERE oid >= {FirstNumber})
               AND NOT EXISTS (SELECT FROM pg_type WHERE oid >= {FirstNumber})
               AND NOT EXISTS (SELECT FROM pg_extension WHERE oid >= {FirstNumber})
            """;
        NpgsqlDataSource source = PostgreSqlSession.Source(_connectionString, settings => settings.Pooling = false);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                using NpgsqlCommand command = source.CreateCommand(Count);
                return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
            }
            catch (NpgsqlException exception)
            {
                throw PostgreSqlErrors.Describe($"Looking into '{DatabaseName}'", exception);
            }
        }
    }

    private static ComponentName Database(ComponentContext context) => ComponentName.Database(context.Component.Name);
}
