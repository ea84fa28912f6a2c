using System.Diagnostics;
using System.Runtime.Versioning;
using Lumina.Environments.Local.Tests.Processes;
using StackExchange.Redis;

namespace Lumina.Environments.Local.Tests.Redis;

[SupportedOSPlatform("linux")]
[Trait("Category", "Databases")]
[Trait("Category", "Local")]
public sealed class RedisTests : IAsyncLifetime
{
    private readonly LocalLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Each_database_is_a_server_of_its_own_with_a_password_of_its_own()
    {
        LocalLab.RequireRedis();
        await using TestEnvironment first = await _lab.Manager.OpenAsync(LocalLab.Spec(Cache));
        await using TestEnvironment second = await _lab.Manager.OpenAsync(LocalLab.Spec(Cache));
        await SetAsync(first, "key", "first");
        (await GetAsync(second, "key")).Should().BeNull();
        (await GetAsync(first, "key")).Should().Be("first");

        string without = first.ConnectionString("cache").Split(',')[0];
        Func<Task> entering = () => ConnectionMultiplexer.ConnectAsync(without);
        await entering.Should().ThrowAsync<RedisConnectionException>();
        first.Output(ComponentName.Database("cache"), OutputNames.Version).Should().MatchRegex(@"^\d+\.\d+");
    }

    [SkippableFact]
    public async Task Stopping_and_starting_keeps_the_data_and_the_port()
    {
        LocalLab.RequireRedis();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Cache));
        await SetAsync(environment, "key", "kept");
        string connection = environment.ConnectionString("cache");
        await environment.StopAsync();
        Func<Task> entering = () => ConnectionMultiplexer.ConnectAsync(connection + ",connectTimeout=200,connectRetry=0");
        await entering.Should().ThrowAsync<RedisConnectionException>();
        await environment.StartAsync();
        environment.ConnectionString("cache").Should().Be(connection);
        (await GetAsync(environment, "key")).Should().Be("kept");
    }

    [SkippableFact]
    public async Task A_reset_empties_it()
    {
        LocalLab.RequireRedis();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Cache));
        await SetAsync(environment, "key", "gone");
        await environment.ResetAsync();
        (await GetAsync(environment, "key")).Should().BeNull();
    }

    [SkippableFact]
    public async Task Termination_leaves_no_process_and_disposal_no_directory()
    {
        LocalLab.RequireRedis();
        TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Cache));
        string token = _lab.Tokens.Single();
        Evidence.Processes(token).Should().Contain(line => line.Contains("redis", StringComparison.Ordinal));
        await environment.DisposeAsync();
        Evidence.Processes(token).Should().NotContain(line => line.Contains("redis", StringComparison.Ordinal));
        await _lab.Manager.DisposeAsync();
        Evidence.Processes(token).Should().BeEmpty();
        Evidence.Directories(token, _lab.WorkDirectory).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Its_password_is_in_no_command_line_no_log_and_no_file_that_others_can_read()
    {
        LocalLab.RequireRedis();
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(Cache));
        string password = environment.Output(ComponentName.Database("cache"), OutputNames.Password);
        Secrets.InCommandLines(password).Should().BeEmpty();
        Secrets.InFiles(password, _lab.WorkDirectory, "/dev/shm").Should().BeEmpty();
        _lab.Logs.GetSnapshot().Where(record => record.Message.Contains(password, StringComparison.Ordinal)).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_server_that_was_killed_is_seen_by_its_health_check_and_started_again()
    {
        LocalLab.RequireRedis();
        DatabaseSpec checkedCache = Cache with { HealthCheck = new HealthCheckSpec(HealthCheckType.Engine) { UnhealthyThreshold = 1 } };
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(LocalLab.Spec(checkedCache));
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        string line = Evidence.Processes(_lab.Tokens.Single()).Single(line => line.Contains("redis-server", StringComparison.Ordinal));
        using (Process server = Process.GetProcessById(int.Parse(line.Split(' ')[0])))
        {
            server.Kill();
            await server.WaitForExitAsync();
        }

        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Unhealthy);
        await environment.RestartAsync(ComponentName.Database("cache"));
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
    }

    [Fact]
    public async Task A_missing_server_is_a_fault_that_says_where_was_looked_and_how_to_get_it()
    {
        await using LocalLab lab = new(options => options.RedisPath = "/nowhere/redis-server");
        Func<Task> opening = () => lab.Manager.OpenAsync(LocalLab.Spec(Cache));
        await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*/nowhere/redis-server*apt-get install redis-server*LUMINA_REDIS_SERVER*");
    }

    private static DatabaseSpec Cache => new("cache", DatabaseType.Redis);

    private static async Task SetAsync(TestEnvironment environment, string key, string value)
    {
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(environment.ConnectionString("cache"));
        await redis.GetDatabase().StringSetAsync(key, value);
    }

    private static async Task<string?> GetAsync(TestEnvironment environment, string key)
    {
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(environment.ConnectionString("cache"));
        return await redis.GetDatabase().StringGetAsync(key);
    }
}
