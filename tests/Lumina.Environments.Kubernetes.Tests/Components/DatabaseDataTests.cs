using System.Collections.Concurrent;
using System.Text;
using k8s;
using k8s.Models;
using Npgsql;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Data in databases of a cluster. Its pods run nothing: their forwarded port leads to a PostgreSQL server of this machine, whose administrator has the password that the pod was told.</summary>
public sealed class DatabaseDataTests
{
    private static readonly ComponentName Goods = ComponentName.Database("goods");

    [SkippableFact]
    public async Task Data_is_put_into_a_database_rented_and_reset_through_its_forwarded_port_and_another_process_that_attaches_has_one_too()
    {
        string kubeconfig = await TestCluster.RequireAsync();
        LocalServer.Require();
        await using LocalServer server = await LocalServer.StartAsync();
        using k8s.Kubernetes view = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        ConcurrentDictionary<string, Lazy<Task<int>>> ports = new(StringComparer.Ordinal);
        await using PortForwardingProxy proxy = new(kubeconfig, space => ports.GetOrAdd(space, _ => new Lazy<Task<int>>(() => PrepareAsync(space))).Value);
        string directory = Directory.CreateTempSubdirectory("lumina-kubernetes-data-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "goods.sql"), "CREATE TABLE goods AS SELECT 'tea' AS name");
        InMemoryEnvironmentStore store = new();
        await using EnvironmentManager manager = Create();
        EnvironmentSpec spec = new("goods", "tests") { Databases = [new DatabaseSpec("goods", DatabaseType.PostgreSql) { Schemas = ["sales"], Data = TestData.FromSqlFiles("goods.sql") }] };

        await using (TestEnvironment environment = await manager.OpenAsync(spec))
        {
            string goods = environment.ConnectionString("goods");
            (await QueryAsync(goods, "SELECT string_agg(name, ' ') FROM goods")).Should().Be("tea");
            await QueryAsync(goods, "INSERT INTO goods VALUES ('coffee'); CREATE TABLE sales.mine ()");
            await using (RentedDatabase rented = await environment.RentDatabaseAsync("goods"))
            {
                (await QueryAsync(rented.ConnectionString, "SELECT string_agg(name, ' ') FROM goods")).Should().Be("tea");
            }

            ResetReport reset = await environment.ResetAsync();
            reset.NotReset.Should().BeEmpty();
            reset.Components.Keys.Should().Equal(ComponentName.Data("goods"));
            (await QueryAsync(environment.ConnectionString("goods"), "SELECT string_agg(name, ' ') FROM goods")).Should().Be("tea");
            (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);

            await using EnvironmentManager other = Create();
            await using TestEnvironment attached = await other.AttachAsync(environment.Id);
            attached.Output(Goods, OutputNames.Port).Should().NotBe(environment.Output(Goods, OutputNames.Port), "each process forwards a port of its own");
            await QueryAsync(attached.ConnectionString("goods"), "INSERT INTO goods VALUES ('coffee')");
            await using (RentedDatabase rented = await attached.RentDatabaseAsync("goods"))
            {
                (await QueryAsync(rented.ConnectionString, "SELECT string_agg(name, ' ') FROM goods")).Should().Be("tea");
            }

            (await attached.ResetAsync()).NotReset.Should().BeEmpty();
            (await QueryAsync(environment.ConnectionString("goods"), "SELECT string_agg(name, ' ') FROM goods")).Should().Be("tea");
            (await attached.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        }

        Directory.Delete(directory, recursive: true);

        // Once: a role that two connections change at the same time is an error of the server.
        async Task<int> PrepareAsync(string space)
        {
            V1Secret told = (await view.CoreV1.ListNamespacedSecretAsync(space)).Items.Single(secret => secret.Data?.ContainsKey("POSTGRES_PASSWORD") == true);
            Encoding.UTF8.GetString(told.Data["POSTGRES_USER"]).Should().Be("postgres");
            await server.SetPasswordAsync(Encoding.UTF8.GetString(told.Data["POSTGRES_PASSWORD"]));
            return server.Port;
        }

        EnvironmentManager Create() => EnvironmentManager.Create(environments => environments
            .UseStore(store)
            .UseKubernetes(options => (options.KubeConfig, options.NamespacePrefix) = (proxy.KubeConfig, "lumina-test"))
            .Configure(options => (options.AllowVolatileStore, options.BaseDirectory) = (true, directory)));
    }

    private static async Task<object?> QueryAsync(string connectionString, string query)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(query, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>What a pod would run.</summary>
    private sealed class LocalServer(EnvironmentManager manager, TestEnvironment environment) : IAsyncDisposable
    {
        private static readonly ComponentName Orders = ComponentName.Database("orders");

        public int Port => int.Parse(environment.Output(Orders, OutputNames.Port), System.Globalization.CultureInfo.InvariantCulture);

        private string Admin => environment.Output(Orders, OutputNames.AdminConnectionString);

        public static void Require()
        {
            bool isThere = OperatingSystem.IsLinux() && Directory.Exists("/usr/lib/postgresql");
            bool isRequired = (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains("postgresql", StringComparer.Ordinal);
            Assert.True(isThere || !isRequired, "postgresql is required by LUMINA_TEST_REQUIRE, and is not on this machine.");
            Skip.IfNot(isThere, "PostgreSQL is not on this machine.");
        }

        public static async Task<LocalServer> StartAsync()
        {
            // Its administrator gets a password, so that it must be nobody's next.
            EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseLocal(options => options.CachedTemplates = 0));
            LocalServer server = new(manager, await manager.OpenAsync(new EnvironmentSpec("server", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] }));

            // On this machine he connects through a socket alone.
            string access = (string)(await QueryAsync(server.Admin, "SHOW hba_file"))!;
            await File.WriteAllTextAsync(access, $"host all postgres 127.0.0.1/32 scram-sha-256\n{await File.ReadAllTextAsync(access)}");
            await QueryAsync(server.Admin, "SELECT pg_reload_conf()");
            return server;
        }

        public async Task SetPasswordAsync(string password) =>
            await QueryAsync(Admin, $"ALTER ROLE postgres PASSWORD '{password}'");

        public async ValueTask DisposeAsync()
        {
            await environment.DisposeAsync();
            await manager.DisposeAsync();
        }
    }
}
