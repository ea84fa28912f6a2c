using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>Puts data into MySQL databases of MariaDB servers from SQL, CSV and JSON files and from code, one source after another, wherever the server runs.</summary>
/// <remarks>
/// <para>All of it is done by the database's own user, who has rights nowhere else, each source through a connection of its own. Files are cut into statements
/// as the client <c>mysql</c> does, <c>DELIMITER</c> included. Each file of rows is a transaction. A run that was cut short is begun anew with an empty database.</para>
/// <para>A reset makes the database anew in its place and puts the data in again. Sessions stay open; what they ask meanwhile may fail.</para>
/// </remarks>
public sealed class MySqlDataSeeder : IDataSeeder, IResettableProvider<DataSpec>, IPrerequisiteProvider<DataSpec>
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "mysql";

    private readonly DatabaseServers _servers;

    /// <summary>Makes the seeder.</summary>
    /// <param name="servers">The servers in which the databases are.</param>
    public MySqlDataSeeder(DatabaseServers servers)
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
        return spec.DatabaseType != DatabaseType.MySql
            ? $"it puts data into MySQL databases, not into {spec.DatabaseType}"
            : spec.Data.Sources.Select(MySqlSeedPlan.WhyNot).FirstOrDefault(reason => reason is not null);
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
        MySqlEntry database = await RequireAsync(context, cancellationToken).ConfigureAwait(false);
        if (database.Comment.Seeded is null)
        {
            await FillAsync(database, spec, context, cancellationToken).ConfigureAwait(false);
        }

        return ComponentOutputs.Empty;
    }

    /// <inheritdoc />
    public async ValueTask<ResetResult> ResetAsync(DataSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        MySqlEntry database;
        try
        {
            database = await RequireAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception)
        {
            throw new ProviderException(exception.Message, exception) { IsTransient = exception.IsTransient, LeftAsBefore = true };
        }

        string? why = await FillAsync(database, spec, context, cancellationToken).ConfigureAwait(false);
        return new ResetResult(ResetWay.Remade, KeptSessions: true) { Reason = why is null ? null : $"its sources were run: {why}" };
    }

    /// <inheritdoc />
    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (await FindMarkedAsync(context, cancellationToken).ConfigureAwait(false) is not { Comment: { Seeded: not null, Marks: { } marks } } database)
        {
            return ComponentPresence.Absent;
        }

        marks = marks with { Component = context.Component };
        return database.IsLocked ? ComponentPresence.NotRunning(marks, "its database accepts no connections") : ComponentPresence.Running(marks);
    }

    /// <summary>Takes the mark away that says that the data is in. The data itself goes with its database.</summary>
    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (await FindMarkedAsync(context, cancellationToken).ConfigureAwait(false) is { } database)
        {
            await Databases(SeedTarget.Of(context)).MarkSeededAsync(database, seeded: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing: data is not there apart from its database.</summary>
    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => AsyncEnumerable.Empty<FoundComponent>();

    private MySqlDatabases Databases(SeedTarget target) => _servers.MySql(target.AdminConnectionString);

    private async Task<string?> FillAsync(MySqlEntry database, DataSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        SeedTarget target = SeedTarget.Of(context);
        MySqlSeedPlan plan = await MySqlSeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken).ConfigureAwait(false);
        return await Databases(target).FillAsync(database, plan, target.ConnectionString, cancellationToken).ConfigureAwait(false);
    }

    private async Task<MySqlEntry> RequireAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        SeedTarget target = SeedTarget.Of(context);
        MySqlEntry database = await Databases(target).FindAsync(target.DatabaseName, cancellationToken).ConfigureAwait(false)
            ?? throw new ProviderException($"The database '{target.DatabaseName}' into which the data goes is not there.");
        return database.IsOwn(context)
            ? database
            : throw new ProviderException($"The database '{target.DatabaseName}' does not bear the marks of environment {target.EnvironmentId}: data is put only into what was made for it.");
    }

    private async Task<MySqlEntry?> FindMarkedAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (SeedTarget.TryOf(context) is not { } target || !await _servers.IsUpAsync(target.AdminConnectionString, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        try
        {
            MySqlEntry? found = await Databases(target).FindAsync(target.DatabaseName, cancellationToken).ConfigureAwait(false);
            return found?.Comment.Marks?.EnvironmentId == context.EnvironmentId ? found : null;
        }
        catch (ProviderException exception) when (exception.InnerException is MySqlException error && MySqlErrors.IsServerGone(error))
        {
            // Whether the database is there is its own provider's to say; with it goes the data.
            return null;
        }
    }
}
