using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Local;

/// <summary>The Redis servers of this process: one for each database.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RedisInstances(LocalHost host, IOptions<DataOptions> options) : IAsyncDisposable
{
    public MarkedInstances<RedisInstance> Own { get; } = new("Redis server");

    public RedisRentals Rented { get; } = new(options.Value, host.Time, host.Random);

    public ServerPrograms Programs { get; } = new(
        new ProgramQuery("redis-server")
        {
            GivenPath = host.Options.RedisPath,
            EnvironmentVariable = LocalOptions.RedisVariable,
            UsualPlaces = ["/usr/bin", "/usr/local/bin", "/usr/sbin"],
        },
        "Redis' server",
        $"Install it (on Debian or Ubuntu: apt-get install redis-server), or say where it is in {nameof(LocalOptions)}.{nameof(LocalOptions.RedisPath)} or {LocalOptions.RedisVariable}.",
        host.Options.AllowNearestVersion,
        host.Time);

    /// <summary>The instance of a component, which may not run yet.</summary>
    public async Task<RedisInstance> GetAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string program = await Programs.ChooseAsync(spec, cancellationToken).ConfigureAwait(false);
        return Own.GetOrAdd(context, () => new RedisInstance(host, program, context.Marks));
    }

    /// <summary>One that is nobody's yet.</summary>
    public RedisInstance Make(string program, ComponentContext context) => new(host, program, context.Marks);

    public async ValueTask DisposeAsync()
    {
        await Rented.DisposeAsync().ConfigureAwait(false);
        await Own.DisposeAsync().ConfigureAwait(false);
    }
}
