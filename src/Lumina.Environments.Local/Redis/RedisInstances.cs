using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>The Redis servers of this process: one for each database, by its external name.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RedisInstances(LocalHost host) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RedisInstance> _instances = new(StringComparer.Ordinal);

    public ServerPrograms Programs { get; } = new(
        new ProgramQuery("redis-server")
        {
            GivenPath = host.Options.RedisPath,
            EnvironmentVariable = LocalOptions.RedisVariable,
            UsualPlaces = ["/usr/bin", "/usr/local/bin", "/usr/sbin"],
        },
        "Redis' server",
        $"Install it (on Debian or Ubuntu: apt-get install redis-server), or say where it is in {nameof(LocalOptions)}.{nameof(LocalOptions.RedisPath)} or {LocalOptions.RedisVariable}.",
        host.Options.AllowNearestVersion);

    public IEnumerable<KeyValuePair<string, RedisInstance>> All => _instances;

    public RedisInstance? Find(string externalName) => _instances.GetValueOrDefault(externalName);

    /// <summary>The instance of a component, which may not run yet.</summary>
    public async Task<RedisInstance> GetAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string program = await Programs.ChooseAsync(spec, cancellationToken).ConfigureAwait(false);
        RedisInstance instance = _instances.GetOrAdd(context.ExternalName, _ => new RedisInstance(host, program, context.Marks));
        return RequireOwn(instance, context);
    }

    /// <summary>Ends the instance of a component. Succeeds where there is none.</summary>
    public async Task RemoveAsync(ComponentContext context)
    {
        if (Find(context.ExternalName) is { } instance)
        {
            await RequireOwn(instance, context).DisposeAsync().ConfigureAwait(false);
            _instances.TryRemove(context.ExternalName, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisInstance instance in _instances.Values)
        {
            await instance.DisposeAsync().ConfigureAwait(false);
        }

        _instances.Clear();
    }

    public static RedisInstance RequireOwn(RedisInstance instance, ComponentContext context)
    {
        OwnershipMarks seen = instance.Marks;
        return seen.Installation == context.Marks.Installation && seen.EnvironmentId == context.EnvironmentId && seen.Component == context.Component
            ? instance
            : throw new ProviderException(
                $"The Redis server '{context.ExternalName}' bears the marks of {seen.Component} of environment {seen.EnvironmentId} (owner '{seen.Owner}', installation '{seen.Installation}') and is left alone.");
    }
}
