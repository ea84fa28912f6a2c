using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using Npgsql;
using Testcontainers.PostgreSql;
using Testcontainers.Redis;

namespace Lumina.Environments.Benchmarks;

/// <summary>PostgreSQL with data, Redis and an HTTP service in containers, from the call to the first answer of all three, against the same written with Testcontainers by hand.</summary>
/// <remarks>By hand they start at once (<c>Task.WhenAll</c>), with the modules' own waits, and without the reaper, whose image is not everywhere: that would cost them a container more.</remarks>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 7)]
public class Containers
{
    private const string PostgreSqlImage = "lumina-test/postgres:15";
    private const string RedisImage = "lumina-test/redis:7";
    private const string WebImage = "lumina-test/busybox:1";
    private const int WebPort = 8080;

    private const string Data = """
        CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
        CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers, total numeric NOT NULL);
        INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 1000) n;
        INSERT INTO orders SELECT n, 1 + n % 1000, n FROM generate_series(1, 10000) n;
        CREATE INDEX ON orders (customer);
        """;

    private static readonly string[] Web = ["sh", "-c", "trap 'exit 0' TERM; mkdir /tmp/www; echo ok > /tmp/www/index.html; httpd -f -p 8080 -h /tmp/www & wait"];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"lumina-benchmark-{Guid.CreateVersion7():N}.sql");
    private readonly HttpClient _http = new();
    private readonly List<IAsyncDisposable> _made = [];
    private EnvironmentManager _manager = null!;
    private TestEnvironment _environment = null!;

    public static string? WhyNot()
    {
        try
        {
            using DockerClient engine = new DockerClientBuilder().Build();
            engine.System.PingAsync().GetAwaiter().GetResult();
            engine.Images.InspectImageAsync(PostgreSqlImage).GetAwaiter().GetResult();
            return null;
        }
        catch (Exception exception) when (exception is DockerApiException or HttpRequestException or IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            return $"no Docker engine answers that has the images of the tests (tests/docker/engine-up.sh, tests/docker/make-images.sh): {exception.Message}";
        }
    }

    [GlobalSetup]
    public async Task SetUp()
    {
        TestcontainersSettings.ResourceReaperEnabled = false;
        await File.WriteAllTextAsync(_file, Data);
        _manager = MakeManager();
        _environment = await _manager.OpenAsync(Spec());
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _environment.DisposeAsync();
        await _manager.DisposeAsync();
        _http.Dispose();
        File.Delete(_file);
    }

    // What a test does between two resets: it is what the reset puts right.
    [IterationSetup(Target = nameof(Reset))]
    public void Change() => QueryAsync(_environment.ConnectionString("orders"), "UPDATE customers SET name = 'changed' WHERE id <= 10; DELETE FROM orders WHERE id <= 10").GetAwaiter().GetResult();

    [IterationCleanup]
    public void EndAll()
    {
        foreach (IAsyncDisposable made in _made)
        {
            made.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        _made.Clear();
    }

    [Benchmark(Baseline = true)]
    public async Task ByHand()
    {
        PostgreSqlContainer orders = new PostgreSqlBuilder(PostgreSqlImage).Build();
        RedisContainer cache = new RedisBuilder(RedisImage).Build();
        IContainer web = new ContainerBuilder(WebImage)
            .WithCommand(Web)
            .WithPortBinding(WebPort, assignRandomHostPort: true)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(WebPort)))
            .Build();
        _made.AddRange([orders, cache, web]);
        await Task.WhenAll(orders.StartAsync(), cache.StartAsync(), web.StartAsync());
        await QueryAsync(orders.GetConnectionString(), Data);
        await UseAsync(orders.GetConnectionString(), new Uri($"http://127.0.0.1:{web.GetMappedPublicPort(WebPort)}/"));
    }

    /// <summary>Nothing is there yet: the server is started for it.</summary>
    [Benchmark]
    public async Task FirstEnvironment()
    {
        EnvironmentManager manager = MakeManager();
        TestEnvironment environment = await manager.OpenAsync(Spec());
        _made.AddRange([environment, manager]);
        await UseAsync(environment.ConnectionString("orders"), environment.Endpoint("web"));
    }

    /// <summary>The server is there, with a template of the data.</summary>
    [Benchmark]
    public async Task LaterEnvironment()
    {
        TestEnvironment environment = await _manager.OpenAsync(Spec());
        _made.Add(environment);
        await UseAsync(environment.ConnectionString("orders"), environment.Endpoint("web"));
    }

    [Benchmark]
    public Task Reset() => _environment.ResetAsync();

    private static EnvironmentManager MakeManager() => EnvironmentManager.Create(environments => environments.UseDocker(options =>
    {
        options.DatabaseImages["postgresql"] = PostgreSqlImage;
        options.DatabaseImages["redis"] = RedisImage;
    }));

    private EnvironmentSpec Spec() => new("containers", "bench")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = TestData.FromSqlFiles(_file) }, new DatabaseSpec("cache", DatabaseType.Redis)],
        Services =
        [
            new ServiceSpec("web", ServiceSource.Image(WebImage)) { Endpoints = [EndpointSpec.Http(WebPort)], HealthCheck = HealthCheckSpec.Http("/"), Container = new ContainerSettings { Command = Web } },
        ],
    };

    private async Task UseAsync(string orders, Uri web)
    {
        await QueryAsync(orders, "SELECT count(*) FROM orders");
        await _http.GetStringAsync(web);
    }

    private static async Task QueryAsync(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
