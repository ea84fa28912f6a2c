using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Puts data into PostgreSQL databases from SQL, CSV and JSON files and from code, one source after another, wherever the server runs.</summary>
/// <remarks>
/// <para>All of it is done by the database's own role, as one transaction with the mark that says that all is in. Where a source cannot be part of
/// it (a file controls transactions or holds a statement such as <c>VACUUM</c>, code begins transactions of its own), each source is put in by itself.
/// A run that was cut short is never gone on with: the database is made anew. The mark is part of the database's comment, so that nothing is written
/// that is not in the data.</para>
/// <para>A reset makes the database anew beside the present one and puts it in its place: sessions that are open on it are closed.</para>
/// </remarks>
public sealed class PostgreSqlDataSeeder : IDataSeeder, IResettableProvider<DataSpec>, IPrerequisiteProvider<DataSpec>
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "postgresql";

    /// <summary>What the mark says where the data has no key.</summary>
    private const string Unkeyed = "unkeyed";

    private readonly TimeProvider _time;

    /// <summary>Makes the seeder.</summary>
    /// <param name="timeProvider">The clock.</param>
    public PostgreSqlDataSeeder(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _time = timeProvider;
    }

    /// <inheritdoc />
    public string Name => ProviderName;

    /// <inheritdoc />
    public string? WhyNot(DataSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.DatabaseType != DatabaseType.PostgreSql
            ? $"it puts data into PostgreSQL databases, not into {spec.DatabaseType}"
            : spec.Data.Sources.Select(SeedPlan.WhyNot).FirstOrDefault(reason => reason is not null);
    }

    /// <inheritdoc />
    public ComponentPlacement Place(DataSpec spec) => new() { EstimatedDuration = TimeSpan.FromMilliseconds(250) };

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(DataSpec spec, string baseDirectory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return ValueTask.FromResult(SourceFiles.Check(spec.Data, baseDirectory));
    }

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ProvisionAsync(DataSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        SeedTarget target = SeedTarget.Of(context);
        PostgreSqlDatabases databases = new(target.AdminConnectionString);
        await using (databases.ConfigureAwait(false))
        {
            DatabaseEntry database = await RequireAsync(databases, target, cancellationToken).ConfigureAwait(false);
            if (database.Comment.Seeded is null)
            {
                await SeedAsync(spec, context, target, databases, database, cancellationToken).ConfigureAwait(false);
            }
        }

        return ComponentOutputs.Empty;
    }

    /// <inheritdoc />
    public async ValueTask ResetAsync(DataSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        SeedTarget target = SeedTarget.Of(context);
        SeedPlan plan = await SeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken).ConfigureAwait(false);
        PostgreSqlDatabases databases = new(target.AdminConnectionString);
        await using (databases.ConfigureAwait(false))
        {
            DatabaseEntry database = await RequireAsync(databases, target, cancellationToken).ConfigureAwait(false);
            await ReplaceAsync(target, databases, database, plan, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (await FindMarkedAsync(context, cancellationToken).ConfigureAwait(false) is not { Comment: { Seeded: not null, Marks: { } marks } } database)
        {
            return ComponentPresence.Absent;
        }

        marks = marks with { Component = context.Component };
        return database.AllowsConnections ? ComponentPresence.Running(marks) : ComponentPresence.NotRunning(marks, "its database accepts no connections");
    }

    /// <summary>Takes the mark away that says that the data is in. The data itself goes with its database.</summary>
    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (await FindMarkedAsync(context, cancellationToken).ConfigureAwait(false) is { } database)
        {
            SeedTarget target = SeedTarget.Of(context);
            PostgreSqlDatabases databases = new(target.AdminConnectionString);
            await using (databases.ConfigureAwait(false))
            {
                await databases.SetCommentAsync(database.Name, database.Comment with { Seeded = null, SeededAt = null }, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Nothing: data is not there apart from its database.</summary>
    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => AsyncEnumerable.Empty<FoundComponent>();

    private static async Task<DatabaseEntry> RequireAsync(PostgreSqlDatabases databases, SeedTarget target, CancellationToken cancellationToken)
    {
        DatabaseEntry database = await databases.FindAsync(target.DatabaseName, cancellationToken).ConfigureAwait(false)
            ?? throw new ProviderException($"The database '{target.DatabaseName}' into which the data goes is not there.");
        return database.Comment.Marks is { } marks && marks.EnvironmentId == target.EnvironmentId
            ? database
            : throw new ProviderException($"The database '{target.DatabaseName}' does not bear the marks of environment {target.EnvironmentId}: data is put only into what was made for it.");
    }

    private async Task SeedAsync(
        DataSpec spec, ComponentContext context, SeedTarget target, PostgreSqlDatabases databases, DatabaseEntry database, CancellationToken cancellationToken)
    {
        SeedPlan plan = await SeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken).ConfigureAwait(false);
        if (await target.IsEmptyAsync(cancellationToken).ConfigureAwait(false))
        {
            await RunAsync(target, database, plan, database.Name, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await ReplaceAsync(target, databases, database, plan, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task ReplaceAsync(SeedTarget target, PostgreSqlDatabases databases, DatabaseEntry database, SeedPlan plan, CancellationToken cancellationToken) =>
        databases.ReplaceAsync(database.Name, next => RunAsync(target, database, plan, next, cancellationToken), cancellationToken);

    private async Task RunAsync(SeedTarget target, DatabaseEntry database, SeedPlan plan, string name, CancellationToken cancellationToken)
    {
        DatabaseComment comment = database.Comment with { Seeded = plan.Key ?? Unkeyed, SeededAt = _time.GetUtcNow() };
        try
        {
            string connection = target.ConnectionStringTo(name);
            await plan.RunAsync(connection, DatabaseMaker.Comment("DATABASE", name, comment), cancellationToken).ConfigureAwait(false);
            await RequireCredentialsAsync(connection, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlErrors.Describe($"Putting data into '{name}'", exception);
        }
    }

    /// <summary>Files are run as the database's own role, which may change its own password: then nobody could connect any more.</summary>
    private static async Task RequireCredentialsAsync(string connectionString, SeedPlan plan, CancellationToken cancellationToken)
    {
        NpgsqlDataSource source = PostgreSqlSession.Source(connectionString, settings => settings.Pooling = false);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await connection.DisposeAsync().ConfigureAwait(false);
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
            {
                throw new ProviderException(
                    $"The database's own credentials no longer work after its data was put in ({plan.Describe()}): one of them changes the password or the rights of the role that runs it. Take that statement out.",
                    exception);
            }
        }
    }

    private static async Task<DatabaseEntry?> FindMarkedAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (SeedTarget.TryOf(context) is not { } target)
        {
            return null;
        }

        try
        {
            PostgreSqlDatabases databases = new(target.AdminConnectionString);
            await using (databases.ConfigureAwait(false))
            {
                DatabaseEntry? found = await databases.FindAsync(target.DatabaseName, cancellationToken).ConfigureAwait(false);
                return found?.Comment.Marks?.EnvironmentId == context.EnvironmentId ? found : null;
            }
        }
        catch (ProviderException exception) when (exception.InnerException is NpgsqlException error && PostgreSqlErrors.IsServerGone(error))
        {
            // Whether the database is there is its own provider's to say; with it goes the data.
            return null;
        }
    }
}
