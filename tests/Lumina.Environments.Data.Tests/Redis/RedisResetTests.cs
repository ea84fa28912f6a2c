using StackExchange.Redis;

namespace Lumina.Environments.Data.Tests.Redis;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class RedisResetTests : IAsyncLifetime
{
    private readonly DataLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task A_reset_puts_the_data_in_again_and_keeps_connections()
    {
        DataLab.RequireRedis();
        await using TestEnvironment environment = await _lab.OpenCacheAsync("SET a 1", "RPUSH list x y", "FUNCTION LOAD \"#!lua name=seeded\\nredis.register_function('one', function() return 1 end)\"");
        await using ConnectionMultiplexer redis = await RedisLab.ConnectAsync(environment.ConnectionString("cache"));
        IDatabase database = redis.GetDatabase();
        object session = (await database.ExecuteAsync("CLIENT", "ID")).ToString();
        await database.StringSetAsync("a", "2");
        await database.ListRightPushAsync("list", "z");
        await database.StringSetAsync("b", "3");
        await redis.GetDatabase(7).StringSetAsync("c", "4");
        await database.ExecuteAsync("FUNCTION", "LOAD", "#!lua name=mine\nredis.register_function('two', function() return 2 end)");

        ResetReport report = await environment.ResetAsync();

        report.Components[ComponentName.Data("cache")].Should().Be(new ResetResult(ResetWay.Remade, KeptSessions: true));
        ((string?)await database.StringGetAsync("a")).Should().Be("1");
        (await database.ListLengthAsync("list")).Should().Be(2);
        (await redis.GetServers()[0].DatabaseSizeAsync(0)).Should().Be(2);
        (await redis.GetServers()[0].DatabaseSizeAsync(7)).Should().Be(0);
        ((int)await database.ExecuteAsync("FCALL", "one", "0")).Should().Be(1);
        (await database.ExecuteAsync("FUNCTION", "LIST")).Length.Should().Be(1);
        (await database.ExecuteAsync("CLIENT", "ID")).ToString().Should().Be((string)session, "the session is the same");
    }

    [SkippableFact]
    public async Task A_test_that_emptied_the_server_can_be_reset()
    {
        DataLab.RequireRedis();
        await using TestEnvironment environment = await _lab.OpenCacheAsync("SET a 1");
        await using ConnectionMultiplexer redis = await RedisLab.ConnectAsync(environment.ConnectionString("cache"));
        await redis.GetServers()[0].FlushAllDatabasesAsync();
        await redis.GetDatabase().StringSetAsync("b", "3");
        await environment.ResetAsync();
        ((string?)await redis.GetDatabase().StringGetAsync("a")).Should().Be("1");
        (await redis.GetDatabase().KeyExistsAsync("b")).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Stopping_and_starting_keeps_what_was_written_since()
    {
        DataLab.RequireRedis();
        await using TestEnvironment environment = await _lab.OpenCacheAsync("SET a 1");
        await using (ConnectionMultiplexer redis = await RedisLab.ConnectAsync(environment.ConnectionString("cache")))
        {
            await redis.GetDatabase().StringSetAsync("a", "2");
        }

        await environment.StopAsync();
        await environment.StartAsync();
        (await RedisLab.GetAsync(environment.ConnectionString("cache"), "a")).Should().Be("2", "data is not put in a second time");
    }
}
