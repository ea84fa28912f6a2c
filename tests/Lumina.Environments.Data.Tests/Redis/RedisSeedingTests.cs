using Lumina.Environments.Providers;
using StackExchange.Redis;

namespace Lumina.Environments.Data.Tests.Redis;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class RedisSeedingTests : IAsyncLifetime
{
    private readonly DataLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Commands_are_run_in_their_order_in_the_databases_that_they_select()
    {
        DataLab.RequireRedis();
        _lab.Write("more.redis", "APPEND greeting '!'\nHSET user:1 name \"Ada \\\"L\\\"\" bytes \"\\x00\\xff\"\r\n");
        _lab.Write("first.redis", "# what is there at first\n\n   # and a comment that is moved in\nSET greeting \"hello world\"\nSELECT 3\nRPUSH list a b c");
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(RedisLab.Spec(TestData.FromRedisFile("first.redis").Then(TestData.FromRedisFile("more.redis"))));
        await using ConnectionMultiplexer redis = await RedisLab.ConnectAsync(environment.ConnectionString("cache"));
        ((string?)await redis.GetDatabase().StringGetAsync("greeting")).Should().Be("hello world!");
        ((string?)await redis.GetDatabase().HashGetAsync("user:1", "name")).Should().Be("Ada \"L\"");
        ((byte[]?)await redis.GetDatabase().HashGetAsync("user:1", "bytes")).Should().Equal(0x00, 0xff);
        (await redis.GetDatabase(3).ListLengthAsync("list")).Should().Be(3);
        (await redis.GetServers()[0].DatabaseSizeAsync(0)).Should().Be(2, "nothing of ours is among the keys");
    }

    [SkippableFact]
    public async Task A_hundred_thousand_commands_are_put_in()
    {
        DataLab.RequireRedis();
        await using TestEnvironment environment = await _lab.OpenCacheAsync([.. Enumerable.Range(0, 100_000).Select(i => $"SET key:{i} \"value {i}\"")]);
        await using ConnectionMultiplexer redis = await RedisLab.ConnectAsync(environment.ConnectionString("cache"));
        (await redis.GetServers()[0].DatabaseSizeAsync(0)).Should().Be(100_000);
        ((string?)await redis.GetDatabase().StringGetAsync("key:99999")).Should().Be("value 99999");
    }

    [SkippableFact]
    public async Task A_value_larger_than_what_is_sent_at_once_goes_in_and_comes_back()
    {
        DataLab.RequireRedis();
        string value = new('x', 300_000);
        await using TestEnvironment environment = await _lab.OpenCacheAsync($"SET large {value}", "GET large", "SET after 1");
        (await RedisLab.GetAsync(environment.ConnectionString("cache"), "large")).Should().Be(value);
        (await RedisLab.GetAsync(environment.ConnectionString("cache"), "after")).Should().Be("1");
    }

    [SkippableTheory]
    [InlineData("SET a 1\n\nSET b\nSET c 3", "cache.redis(3): ERR wrong number of arguments for 'set' command", "the server's words have their line")]
    [InlineData("SET a 1\nINCR a\nLPUSH a x", "cache.redis(3): WRONGTYPE Operation against a key holding the wrong kind of value", "also where a value is of another type")]
    [InlineData("MULTI\nSET a 1\nLPUSH a x\nEXEC", "cache.redis(4): WRONGTYPE Operation against a key holding the wrong kind of value", "and within a transaction")]
    [InlineData("MULTI\nSET a 1", "cache.redis: a transaction is still open at the end of the file, so that what it does would be lost. End it with EXEC.", "nothing is lost without a word")]
    [InlineData("SET a 1\nSET b \"x", "cache.redis(2): The \" at column 7 is not closed on its line.", "quotes are closed")]
    [InlineData("SET a 1\nsubscribe news", "cache.redis(2): subscribe is for connections that somebody holds, and puts no data in. Leave it out.", "answers belong to commands")]
    [InlineData("CONFIG SET requirepass another", "password no longer works after its data was put in (cache.redis): one of the commands changes it.", "nobody else could connect")]
    public async Task What_cannot_be_run_takes_the_environment_down_and_says_where(string file, string problem, string reason)
    {
        DataLab.RequireRedis();
        Func<Task> opening = () => _lab.OpenCacheAsync(file.Split('\n'));
        (await opening.Should().ThrowAsync<EnvironmentException>(reason)).WithMessage($"*{problem}*");
    }

    [SkippableFact]
    public async Task Bytes_that_are_not_utf_8_are_refused_with_their_line()
    {
        DataLab.RequireRedis();
        await File.WriteAllBytesAsync(Path.Combine(_lab.BaseDirectory, "latin.redis"), [.. "SET a 1\nSET b "u8, 0xe4, (byte)'\n']);
        Func<Task> opening = () => _lab.Manager.OpenAsync(RedisLab.Spec(TestData.FromRedisFile("latin.redis")));
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*latin.redis(*): from here on there are bytes that are not UTF-8*");
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_a_source_that_redis_does_not_take_are_faults_before_anything_is_made()
    {
        Func<Task> missing = () => _lab.Manager.OpenAsync(RedisLab.Spec(TestData.FromRedisFile("nowhere.redis")));
        await missing.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*sources[0].redisFile*nowhere.redis*was not found*");
        Func<Task> code = () => _lab.Manager.OpenAsync(RedisLab.Spec(TestData.From((_, _) => Task.CompletedTask)));
        await code.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*'redis' declined: the delegate fills databases through a DbConnection, which Redis has not*");
    }

    [SkippableFact]
    public async Task A_server_with_keys_that_nobody_put_in_for_the_environment_is_left_alone()
    {
        DataLab.RequireRedis();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(RedisLab.Spec(data: null));
        string connection = environment.ConnectionString("cache");
        _lab.Write("cache.redis", "SET key mine");
        await using (ConnectionMultiplexer redis = await RedisLab.ConnectAsync(connection))
        {
            await redis.GetDatabase(5).StringSetAsync("key", "another's");
        }

        DataSpec spec = new(new DatabaseSpec("cache", DatabaseType.Redis), TestData.FromRedisFile("cache.redis"));
        Func<Task> seeding = () => new RedisDataSeeder().ProvisionAsync(spec, Context(connection, Id(1)), default).AsTask();
        await seeding.Should().ThrowAsync<ProviderException>().WithMessage("*has keys already that nobody says were put in for environment*");
        await using (ConnectionMultiplexer redis = await RedisLab.ConnectAsync(connection))
        {
            ((string?)await redis.GetDatabase(5).StringGetAsync("key")).Should().Be("another's");
            await redis.GetServers()[0].FlushAllDatabasesAsync();
        }

        await seeding.Should().NotThrowAsync("it is empty now");
        await seeding.Should().NotThrowAsync("it is done already");
        Func<Task> another = () => new RedisDataSeeder().ResetAsync(spec, Context(connection, Id(2)), default).AsTask();
        await another.Should().ThrowAsync<ProviderException>().WithMessage("*bears the marks of environment*");
    }

    private static EnvironmentId Id(byte number) => EnvironmentId.Create(DateTimeOffset.UnixEpoch, [number, .. new byte[9]]);

    private ComponentContext Context(string connection, EnvironmentId id) => new()
    {
        EnvironmentId = id,
        EnvironmentName = "lab",
        Component = ComponentName.Data("cache"),
        ExternalName = "lab-cache",
        Marks = new OwnershipMarks("tests", id, ComponentName.Data("cache"), "tests", ExpiresAt: null),
        BaseDirectory = _lab.BaseDirectory,
        Dependencies = new Dictionary<ComponentName, ComponentOutputs>
        {
            [ComponentName.Database("cache")] = ComponentOutputs.Empty.With(OutputNames.ConnectionString, new Secret(connection)),
        },
    };
}
