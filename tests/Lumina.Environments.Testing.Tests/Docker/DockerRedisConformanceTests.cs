using Lumina.Environments.Docker;
using Lumina.Environments.Providers;
using StackExchange.Redis;

namespace Lumina.Environments.Testing.Tests.Docker;

[Trait("Category", "Soak")]
public sealed class DockerRedisConformanceTests : DockerDatabaseConformance
{
    private static readonly RedisKey Key = "conformance";

    protected override IComponentProvider<DatabaseSpec> CreateProvider() => Get<DockerRedisProvider>();

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.Redis);

    protected override async ValueTask<bool> WriteAsync(ComponentContext context, string value, CancellationToken cancellationToken)
    {
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(ConnectionString(context));
        return await redis.GetDatabase().StringSetAsync(Key, value);
    }

    protected override async ValueTask<string?> ReadAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(ConnectionString(context));
        return await redis.GetDatabase().StringGetAsync(Key);
    }
}
