using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>Puts data into Redis databases from files of commands, wherever the server runs.</summary>
/// <remarks>
/// <para>The commands go to the server many at a time. A run that was cut short is begun anew with an empty server. What says that all is in is a key in the
/// last of the server's databases (16 where the server has the usual number and one more, as those of this library have).</para>
/// <para>A reset empties the server, functions included, and runs the files again. Connections stay open; what they ask meanwhile finds what is in so far.
/// What is no data is not restored: scripts, users and the server's configuration.</para>
/// </remarks>
public sealed class RedisDataSeeder : IDataSeeder, IResettableProvider<DataSpec>, IPrerequisiteProvider<DataSpec>
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "redis";

    /// <inheritdoc />
    public string Name => ProviderName;

    /// <inheritdoc />
    public string? WhyNot(DataSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.DatabaseType != DatabaseType.Redis
            ? $"it puts data into Redis databases, not into {spec.DatabaseType}"
            : spec.Data.Sources.Select(RedisSeedPlan.WhyNot).FirstOrDefault(reason => reason is not null);
    }

    /// <inheritdoc />
    public ComponentPlacement Place(DataSpec spec) => new() { EstimatedDuration = TimeSpan.FromMilliseconds(50) };

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
        RedisDatabase database = Require(context);
        DatabaseComment mark = await database.ReadMarkAsync(cancellationToken).ConfigureAwait(false);
        if (mark.Marks is { } marks)
        {
            RequireOwn(marks, context);
        }
        else if (!await database.IsEmptyAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new ProviderException($"The Redis server of {Database(context)} has keys already that nobody says were put in for environment {context.EnvironmentId}: data is put only into an empty one.");
        }

        if (mark.Seeded is null)
        {
            RedisSeedPlan plan = await RedisSeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken).ConfigureAwait(false);
            await database.FillAsync(plan, context.Marks, cancellationToken).ConfigureAwait(false);
        }

        return ComponentOutputs.Empty;
    }

    /// <inheritdoc />
    public async ValueTask<ResetResult> ResetAsync(DataSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        RedisDatabase database = Require(context);

        // A test may have emptied the server and so taken the mark away; another's mark has no business here.
        if ((await database.ReadMarkAsync(cancellationToken).ConfigureAwait(false)).Marks is { } marks)
        {
            RequireOwn(marks, context);
        }

        RedisSeedPlan plan = await RedisSeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken).ConfigureAwait(false);
        await database.FillAsync(plan, context.Marks, cancellationToken).ConfigureAwait(false);
        return new ResetResult(ResetWay.Remade, KeptSessions: true);
    }

    /// <inheritdoc />
    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await FindMarkAsync(context, cancellationToken).ConfigureAwait(false) is { Seeded: not null, Marks: { } marks } ? ComponentPresence.Running(marks) : ComponentPresence.Absent;

    /// <summary>Takes the mark away that says that the data is in. The data itself goes with its database.</summary>
    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (await FindMarkAsync(context, cancellationToken).ConfigureAwait(false) is not null)
        {
            await Require(context).RemoveMarkAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing: data is not there apart from its database.</summary>
    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => AsyncEnumerable.Empty<FoundComponent>();

    private static void RequireOwn(OwnershipMarks marks, ComponentContext context)
    {
        if (marks.EnvironmentId != context.EnvironmentId)
        {
            throw new ProviderException($"The Redis server of {Database(context)} bears the marks of environment {marks.EnvironmentId}: data is put only into what was made for environment {context.EnvironmentId}.");
        }
    }

    private static async Task<DatabaseComment?> FindMarkAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        try
        {
            return Find(context) is { } database && await database.ReadMarkAsync(cancellationToken).ConfigureAwait(false) is { Marks: { } marks } mark && marks.EnvironmentId == context.EnvironmentId ? mark : null;
        }
        catch (ProviderException exception) when (exception.InnerException is IOException)
        {
            // Whether the server is there is its own provider's to say; with it goes the data.
            return null;
        }
    }

    private static RedisDatabase Require(ComponentContext context) => Find(context)
        ?? throw new ProviderException($"{context.Component} is put into {Database(context)}, which gives no '{OutputNames.ConnectionString}' of the form host:port,password=… that holds from here.");

    private static RedisDatabase? Find(ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Dependencies.TryGetValue(Database(context), out ComponentOutputs? outputs) && outputs.Find(OutputNames.ConnectionString) is { } connection && RedisAddress.Parse(connection.Reveal()) is { } address
            ? new RedisDatabase(address)
            : null;
    }

    private static ComponentName Database(ComponentContext context) => ComponentName.Database(context.Component.Name);
}
