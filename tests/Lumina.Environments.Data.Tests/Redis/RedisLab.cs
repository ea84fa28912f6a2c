using StackExchange.Redis;

namespace Lumina.Environments.Data.Tests.Redis;

/// <summary>Environments with a Redis database, and a client of it.</summary>
internal static class RedisLab
{
    public static EnvironmentSpec Spec(TestData? data) => new("lab", "tests") { Databases = [new DatabaseSpec("cache", DatabaseType.Redis) { Data = data }] };

    /// <summary>Writes the lines into a file and opens an environment with it.</summary>
    public static Task<TestEnvironment> OpenCacheAsync(this DataLab lab, params IReadOnlyList<string> lines) =>
        lab.Manager.OpenAsync(Spec(TestData.FromRedisFile(lab.Write("cache.redis", string.Join('\n', lines)))));

    /// <summary>With more time than the client takes by itself, for a busy machine.</summary>
    public static Task<ConnectionMultiplexer> ConnectAsync(string connectionString) =>
        ConnectionMultiplexer.ConnectAsync(connectionString + ",allowAdmin=true,connectTimeout=30000,asyncTimeout=30000");

    public static async Task<string?> GetAsync(string connectionString, string key)
    {
        await using ConnectionMultiplexer redis = await ConnectAsync(connectionString);
        return await redis.GetDatabase().StringGetAsync(key);
    }
}
