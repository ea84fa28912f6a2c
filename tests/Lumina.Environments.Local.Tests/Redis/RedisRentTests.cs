using System.Runtime.Versioning;
using Lumina.Environments.Local.Tests.Kept;
using Lumina.Environments.Local.Tests.Processes;
using StackExchange.Redis;

namespace Lumina.Environments.Local.Tests.Redis;

[SupportedOSPlatform("linux")]
[Trait("Category", "Databases")]
[Trait("Category", "Local")]
public sealed class RedisRentTests : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".redis");
    private readonly LocalLab _lab = new(build: environments => environments.ConfigureData(options => (options.MaximumRentedDatabases, options.RentTimeout) = (3, TimeSpan.FromMinutes(1))));

    public Task InitializeAsync() => File.WriteAllTextAsync(_file, "SET a 1\nSET b 2\n");

    public async Task DisposeAsync()
    {
        await _lab.DisposeAsync();
        File.Delete(_file);
    }

    [SkippableFact]
    public async Task A_rented_database_has_the_data_and_what_is_done_in_it_is_seen_nowhere_else()
    {
        LocalLab.RequireRedis();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(Spec);
        await using RentedDatabase one = await environment.RentDatabaseAsync("cache");
        await using RentedDatabase other = await environment.RentDatabaseAsync("cache");
        await using (ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(one.ConnectionString + ",allowAdmin=true"))
        {
            ((string?)await redis.GetDatabase().StringGetAsync("b")).Should().Be("2");
            await redis.GetServers()[0].FlushAllDatabasesAsync();
        }

        (await GetAsync(other.ConnectionString, "a")).Should().Be("1");
        (await GetAsync(environment.ConnectionString("cache"), "a")).Should().Be("1");
        other.Name.Should().NotBe(one.Name);
        Servers().Should().HaveCount(3);
        string[] passwords = [.. new[] { one.ConnectionString, other.ConnectionString, environment.ConnectionString("cache") }.Select(connection => connection.Split("password=")[1])];
        passwords.Should().OnlyHaveUniqueItems("a renter's password opens nothing but what he has rented");
    }

    [SkippableFact]
    public async Task One_without_data_is_empty_whatever_is_in_the_environments_own()
    {
        LocalLab.RequireRedis();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(new DatabaseSpec("cache", DatabaseType.Redis)));
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(environment.ConnectionString("cache"));
        await redis.GetDatabase().StringSetAsync("a", "own");
        await using RentedDatabase rented = await environment.RentDatabaseAsync("cache");
        (await GetAsync(rented.ConnectionString, "a")).Should().BeNull();
    }

    [SkippableFact]
    public async Task More_than_may_be_live_wait_and_are_told_why()
    {
        LocalLab.RequireRedis();
        await using LocalLab impatient = new(build: environments => environments.ConfigureData(options => (options.MaximumRentedDatabases, options.RentTimeout) = (2, TimeSpan.FromSeconds(1))));
        await using TestEnvironment environment = await impatient.Manager.OpenAsync(Spec);
        await using RentedDatabase first = await environment.RentDatabaseAsync("cache");
        await using RentedDatabase second = await environment.RentDatabaseAsync("cache");
        Func<Task> third = () => environment.RentDatabaseAsync("cache");
        await third.Should().ThrowAsync<EnvironmentException>().WithMessage("*database/cache of environment 'lab'*2 databases like it are live*raise DataOptions.MaximumRentedDatabases*");
    }

    [SkippableFact]
    public async Task What_is_given_back_makes_room_for_who_waits()
    {
        LocalLab.RequireRedis();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(Spec);
        List<RentedDatabase> rented = [];
        for (int i = 0; i < 3; i++)
        {
            rented.Add(await environment.RentDatabaseAsync("cache"));
        }

        Task<RentedDatabase> waiting = environment.RentDatabaseAsync("cache");
        await rented[0].DisposeAsync();
        (await GetAsync((await waiting).ConnectionString, "a")).Should().Be("1");
        Servers().Should().HaveCount(4, "what was given back is ended before the next is started");
    }

    [SkippableFact]
    public async Task What_was_not_given_back_is_ended_with_the_environment()
    {
        LocalLab.RequireRedis();
        TestEnvironment environment = await _lab.Manager.OpenAsync(Spec);
        RentedDatabase held = await environment.RentDatabaseAsync("cache");
        RentedDatabase returned = await environment.RentDatabaseAsync("cache");
        await returned.DisposeAsync();
        await environment.DisposeAsync();
        Servers().Should().BeEmpty();
        Directories().Should().BeEmpty();
        await held.DisposeAsync();
    }

    [SkippableFact]
    public async Task What_was_not_given_back_is_ended_with_the_manager()
    {
        LocalLab.RequireRedis();
        TestEnvironment environment = await _lab.Manager.OpenAsync(Spec);
        string token = _lab.Tokens.Single();
        await environment.RentDatabaseAsync("cache");
        await _lab.Manager.DisposeAsync();
        Evidence.Processes(token).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Nobody_gets_one_whose_data_cannot_be_put_in_and_nothing_is_left_of_it()
    {
        LocalLab.RequireRedis();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(Spec);
        await File.WriteAllTextAsync(_file, "SET a 1\nSET b\n");
        for (int i = 0; i < 4; i++)
        {
            Func<Task> renting = () => environment.RentDatabaseAsync("cache");
            await renting.Should().ThrowAsync<EnvironmentException>().WithMessage("*could be rented: *.redis(2): ERR wrong number of arguments*");
        }

        Servers().Should().HaveCount(1, "the environment's own");
    }

    [SkippableFact]
    public async Task Many_rent_at_once_while_the_environment_is_taken_down_and_nothing_is_left()
    {
        LocalLab.RequireRedis();
        TestEnvironment environment = await _lab.Manager.OpenAsync(Spec);
        Task<RentedDatabase>[] renting = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => environment.RentDatabaseAsync("cache")))];
        await environment.DisposeAsync();
        await Task.WhenAll(renting).ContinueWith(_ => { }, TaskScheduler.Default);
        Servers().Should().BeEmpty();
    }

    [SkippableFact]
    public async Task From_one_that_outlives_the_process_one_rents_what_ends_with_it()
    {
        LocalLab.RequireRedis();
        await using KeptScene scene = new();
        await using LocalLab kept = new(
            options => (options.Lifetime, options.StateDirectory) = (LocalLifetime.Environment, scene.StateDirectory),
            environments => environments.Configure(options => options.AllowVolatileStore = true));
        await using TestEnvironment environment = await kept.Manager.OpenAsync(Spec);
        await using RentedDatabase rented = await environment.RentDatabaseAsync("cache");
        (await GetAsync(rented.ConnectionString, "a")).Should().Be("1");
        Evidence.Processes(scene.Token).Should().ContainSingle(line => line.Contains("redis-server", StringComparison.Ordinal), "the environment's own");
        Evidence.Processes(kept.Tokens.Single()).Should().ContainSingle(line => line.Contains("redis-server", StringComparison.Ordinal), "what is rented is this process's");
        await environment.DisposeAsync();
        Evidence.Processes(scene.Token).Should().BeEmpty();
        Evidence.Processes(kept.Tokens.Single()).Should().NotContain(line => line.Contains("redis-server", StringComparison.Ordinal));
    }

    private EnvironmentSpec Spec => LocalLab.Spec(new DatabaseSpec("cache", DatabaseType.Redis) { Data = TestData.FromRedisFile(_file) });

    private List<string> Servers() => [.. _lab.Tokens.SelectMany(Evidence.Processes).Where(line => line.Contains("redis-server", StringComparison.Ordinal))];

    private List<string> Directories() => [.. _lab.Tokens.SelectMany(token => Directory.GetDirectories(Path.Combine(_lab.WorkDirectory, $"lumina-{token}"), "redis-*"))];

    private static async Task<string?> GetAsync(string connectionString, string key)
    {
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(connectionString);
        return await redis.GetDatabase().StringGetAsync(key);
    }
}
