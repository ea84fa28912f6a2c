using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Makes Redis databases in containers: one for each, with a password of its own.</summary>
/// <remarks>
/// <para>Each command is written down before it is answered, so that a container that is stopped or killed loses nothing. The password is in the server's configuration, on no command line.
/// Whoever rents one gets a container of his own, which ends when he gives it back.</para>
/// <para>It was run with Redis 7, in an image that was made from Debian's packages and keeps to the official image's contract; the official image itself was never run.</para>
/// </remarks>
public sealed class DockerRedisProvider : ContainerDatabaseProvider, IResettableProvider<DatabaseSpec>, IRentalProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "docker-redis";

    private readonly RedisRentals _rented;

    internal DockerRedisProvider(DatabaseHost host, RedisRentals rented)
        : base(host) => _rented = rented;

    /// <inheritdoc />
    public override string Name => ProviderName;

    private protected override IEnumerable<DatabaseType> Types => [DatabaseType.Redis];

    /// <inheritdoc />
    public override async ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        string password = DatabaseOutputs.Password(context);
        RedisProbe probe = new(Host.Engine.HostAddress, password);
        ContainerRecipe recipe = RedisContainer.Complete(Containers.Recipe(context, Name, RedisContainer.Image(Host, spec)), password);
        int port = await Containers.RunAsync(recipe, RedisContainer.Port, context, (_, hostPort, token) => probe.AskAsync(hostPort, token), cancellationToken).ConfigureAwait(false);
        return DatabaseOutputs.Redis(Host.Addresses(port, context.Component.Name, RedisContainer.Port), password, probe.Version);
    }

    /// <inheritdoc />
    public override async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (await Host.Lookup.FindAsync(context, cancellationToken).ConfigureAwait(false) is [var found, ..])
        {
            found.RequireOwn(context);
        }

        await base.DestroyAsync(context, cancellationToken).ConfigureAwait(false);
        await _rented.CloseAsync(context.ExternalName).ConfigureAwait(false);
    }

    /// <summary>Empties it; sessions stay open. One that has data is left to whoever puts the data into it.</summary>
    public async ValueTask<ResetResult> ResetAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        int port = await Containers.HostPortAsync(context, RedisContainer.Port, cancellationToken).ConfigureAwait(false);
        if (spec.Data is not null)
        {
            return DatabaseOutputs.LeftToItsData;
        }

        try
        {
            using RedisConnection connection = await RedisConnection.OpenAsync(Host.Engine.HostAddress, port, DatabaseOutputs.Password(context), cancellationToken).ConfigureAwait(false);
            await connection.AskAsync(["FLUSHALL"], cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new ProviderException($"Redis could not be emptied: {exception.Message}", exception) { IsTransient = true };
        }

        return new ResetResult(ResetWay.Remade, KeptSessions: true);
    }

    /// <inheritdoc />
    public async ValueTask<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        return await _rented.RentAsync(
            spec,
            context,
            name => new RedisContainer(Host, name, RedisContainer.Image(Host, spec), Host.Marks.ForRented(context.Marks, Name)),
            () => Host.Lookup.RequireAsync(context, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }
}
