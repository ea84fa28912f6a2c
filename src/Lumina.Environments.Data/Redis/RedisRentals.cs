using System.Collections.Concurrent;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Data;

/// <summary>Redis servers with a component's data, each handed out to one caller alone and ended when he gives it back.</summary>
internal sealed class RedisRentals(DataOptions options, TimeProvider timeProvider, IRandomSource random) : IAsyncDisposable
{
    private const int PasswordBytes = 16;
    private const int NameBytes = 4;

    private readonly ConcurrentDictionary<string, Renters> _renters = new(StringComparer.Ordinal);

    /// <param name="spec">The component's spec.</param>
    /// <param name="context">The component.</param>
    /// <param name="make">Makes a server of a name, which is not started yet.</param>
    /// <param name="requireAsync">Throws where the component is not there.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ProviderException">As many as may be are live, a server could not be started, or its data could not be put in.</exception>
    public async Task<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, Func<string, IRentedRedis> make, Func<Task> requireAsync, CancellationToken cancellationToken)
    {
        RedisSeedPlan? plan = spec.Data is null ? null : await RedisSeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken).ConfigureAwait(false);
        Renters renters = _renters.GetOrAdd(context.ExternalName, _ => new Renters(new RentalPlaces(options, timeProvider)));

        // Other processes rent the same component's: a number would be theirs, too.
        string name = $"{context.ExternalName}-{NextRandom(NameBytes)}";
        await requireAsync().ConfigureAwait(false);
        IRentedRedis instance = make(name);
        await renters.Places.EnterAsync(cancellationToken).ConfigureAwait(false);
        string password = NextRandom(PasswordBytes);
        IDisposable hidden = context.HideSecret(new Secret(password));
        try
        {
            renters.Add(instance, context);

            // Who destroys the component ends what is rented after that: of what was added later nobody would know.
            await requireAsync().ConfigureAwait(false);
            ServerAddress at = await StartAsync(instance, password, plan, cancellationToken).ConfigureAwait(false);
            return new RentedDatabase(name, new Secret(DatabaseOutputs.RedisConnectionString(at, password)), () => GiveBack(renters, instance, name, hidden, context.Logger));
        }
        catch
        {
            // The password stays hidden: the error is yet to be told. One that does not end now ends with the component.
            await renters.EndAsync(instance).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            renters.Places.Leave();
            throw;
        }
    }

    /// <summary>Ends all that was handed out like a component, and lets nobody rent who is about to.</summary>
    public async Task CloseAsync(string externalName)
    {
        // Known until all of them have ended: whoever destroys the component tries again.
        if (_renters.TryGetValue(externalName, out Renters? renters))
        {
            await renters.CloseAsync().ConfigureAwait(false);
            _renters.TryRemove(KeyValuePair.Create(externalName, renters));
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_renters.Keys.Select(CloseAsync)).ConfigureAwait(false);

    private static async Task<ServerAddress> StartAsync(IRentedRedis instance, string password, RedisSeedPlan? plan, CancellationToken cancellationToken)
    {
        try
        {
            ServerAddress at = await instance.StartAsync(password, cancellationToken).ConfigureAwait(false);
            if (plan is not null)
            {
                using RedisConnection connection = await RedisConnection.OpenAsync(at.Host, at.Port, password, cancellationToken).ConfigureAwait(false);
                await plan.RunAsync(connection, cancellationToken).ConfigureAwait(false);
            }

            return at;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            throw new ProviderException($"its Redis server ended while it was being filled: {exception.Message}", exception);
        }
    }

    private static ValueTask GiveBack(Renters renters, IRentedRedis instance, string name, IDisposable hidden, ILogger logger)
    {
        renters.Places.TakeAway(name, logger, async () =>
        {
            await renters.EndAsync(instance).ConfigureAwait(false);
            hidden.Dispose();
        });
        return ValueTask.CompletedTask;
    }

    private string NextRandom(int count)
    {
        byte[] bytes = new byte[count];
        random.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private sealed class Renters(RentalPlaces places)
    {
        private readonly HashSet<IRentedRedis> _live = [];
        private bool _isClosed;

        public RentalPlaces Places => places;

        /// <summary>Before it is started, so that whoever closes ends it, too.</summary>
        public void Add(IRentedRedis instance, ComponentContext context)
        {
            lock (_live)
            {
                if (_isClosed)
                {
                    throw new ProviderException($"the database '{context.ExternalName}' is not there any more");
                }

                _live.Add(instance);
            }
        }

        public async Task EndAsync(IRentedRedis instance)
        {
            await instance.DisposeAsync().ConfigureAwait(false);
            lock (_live)
            {
                _live.Remove(instance);
            }
        }

        public async Task CloseAsync()
        {
            IRentedRedis[] live;
            lock (_live)
            {
                _isClosed = true;
                live = [.. _live];
            }

            await Task.WhenAll(live.Select(instance => instance.DisposeAsync().AsTask())).ConfigureAwait(false);
            await places.DisposeAsync().ConfigureAwait(false);
        }
    }
}
