using Lumina.Environments.Local;
using Lumina.Environments.Providers;
using StackExchange.Redis;

namespace Lumina.Environments.Testing.Tests.Local;

public abstract class RedisConformance : LocalConformance<DatabaseSpec>
{
    private static readonly RedisKey Key = "conformance";

    protected RedisConformance() => LocalPlatform.Require("redis", "redis-server", "/usr/bin", "/usr/local/bin");

    protected override IComponentProvider<DatabaseSpec> CreateProvider() => Local.Get<RedisProvider>();

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.Redis);

    protected override async ValueTask<bool> WriteAsync(ComponentContext context, string value, CancellationToken cancellationToken)
    {
        await using ConnectionMultiplexer redis = await ConnectAsync(context);
        return await redis.GetDatabase().StringSetAsync(Key, value);
    }

    protected override async ValueTask<string?> ReadAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await using ConnectionMultiplexer redis = await ConnectAsync(context);
        return await redis.GetDatabase().StringGetAsync(Key);
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(ComponentContext context) => await ConnectionMultiplexer.ConnectAsync(context.Outputs.Find(OutputNames.ConnectionString)!.Reveal());
}
