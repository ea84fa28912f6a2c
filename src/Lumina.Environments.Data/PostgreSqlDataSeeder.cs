using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Puts data into PostgreSQL databases from SQL, CSV and JSON files and from code, one source after another, wherever the server runs.</summary>
/// <remarks>
/// <para>All of it is done by a role without rights elsewhere, as one transaction where that can be. Where a source cannot be part of it (a file
/// controls transactions or holds a statement such as <c>VACUUM</c>, code begins transactions of its own), each source is put in by itself. A run that
/// was cut short is never gone on with. What says that all is in is a part of the database's comment, so that nothing is written that is not in the data.</para>
/// <para>What was put in once is kept as a template, by a hash of all that went in: whoever needs it next on the same server gets a copy. Data of
/// which a copy would lack something (it sets parameters of its database, or grants rights to its own role by name) is put in anew each time.</para>
/// <para>A reset puts right what differs from the template, and sessions that are open go on. Where that does not lead there (the schema has changed)
/// a copy takes the database's place, and sessions are closed; the result says why.</para>
/// </remarks>
public sealed class PostgreSqlDataSeeder : IDataSeeder, IResetWayProvider<DataSpec>, IPrerequisiteProvider<DataSpec>
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "postgresql";

    private readonly DatabaseServers _servers;

    /// <summary>Makes the seeder.</summary>
    /// <param name="servers">The servers in which the databases are.</param>
    public PostgreSqlDataSeeder(DatabaseServers servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        _servers = servers;
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
        PostgreSqlDatabases databases = _servers.PostgreSql(target.AdminConnectionString);
        DatabaseEntry database = await RequireAsync(databases, target, cancellationToken).ConfigureAwait(false);
        if (database.Comment.Seeded is null)
        {
            SeedPlan plan = await SeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken).ConfigureAwait(false);
            await databases.Seeded.SeedAsync(database, plan, target, cancellationToken).ConfigureAwait(false);
        }

        return ComponentOutputs.Empty;
    }

    /// <inheritdoc />
    public async ValueTask<ResetResult> ResetAsync(DataSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        SeedTarget target = SeedTarget.Of(context);
        PostgreSqlDatabases databases = _servers.PostgreSql(target.AdminConnectionString);
        DatabaseEntry database;
        try
        {
            database = await RequireAsync(databases, target, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception)
        {
            throw new ProviderException(exception.Message, exception) { IsTransient = exception.IsTransient, LeftAsBefore = true };
        }

        ResetResult result = await databases.Seeded.ResetAsync(
            database, () => SeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken), target, context.ResetWay, cancellationToken).ConfigureAwait(false);
        if (!result.KeptSessions)
        {
            // Else the next test would be handed one of those that were closed.
            PostgreSqlSession.ClearPool(target.ConnectionString);
        }

        return result;
    }

    /// <inheritdoc />
    public async ValueTask<ResetRefusal?> FindRefusalAsync(DataSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        SeedTarget target = SeedTarget.Of(context);
        PostgreSqlDatabases databases = _servers.PostgreSql(target.AdminConnectionString);
        DatabaseEntry database = await RequireAsync(databases, target, cancellationToken).ConfigureAwait(false);
        return context.ResetWay is { } way
            ? await databases.Seeded.FindRefusalAsync(database, () => SeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken), way, cancellationToken).ConfigureAwait(false)
            : null;
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
            await _servers.PostgreSql(SeedTarget.Of(context).AdminConnectionString)
                .SetCommentAsync(database.Name, database.Comment with { Seeded = null, SeededAt = null }, cancellationToken).ConfigureAwait(false);
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
            : throw new ProviderException($"The database '{target.DatabaseName}' does not bear the marks of environment {target.EnvironmentId}, which are in its comment: data is put only into what was made for it. If somebody has changed the comment, terminate the environment and make it again.");
    }

    private async Task<DatabaseEntry?> FindMarkedAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (SeedTarget.TryOf(context) is not { } target || !await _servers.IsUpAsync(target.AdminConnectionString, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        try
        {
            DatabaseEntry? found = await _servers.PostgreSql(target.AdminConnectionString).FindAsync(target.DatabaseName, cancellationToken).ConfigureAwait(false);
            return found?.Comment.Marks?.EnvironmentId == context.EnvironmentId ? found : null;
        }
        catch (ProviderException exception) when (exception.InnerException is NpgsqlException error && PostgreSqlErrors.IsServerGone(error))
        {
            // Whether the database is there is its own provider's to say; with it goes the data.
            return null;
        }
    }
}
