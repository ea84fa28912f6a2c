using System.Net;
using System.Net.Sockets;

namespace Lumina.Environments.Data.Tests;

/// <summary>What is said of a connection string of somebody else's database that does not work.</summary>
[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class ExistingDatabaseTests : IAsyncLifetime
{
    // Long, so that one probe alone can say no on a busy machine too.
    private static readonly HealthCheckSpec Patient = new(HealthCheckType.Engine) { Timeout = TimeSpan.FromSeconds(30) };
    private static readonly HealthCheckSpec Hasty = new(HealthCheckType.Engine) { StartupTimeout = TimeSpan.FromMilliseconds(300), Timeout = TimeSpan.FromMilliseconds(200) };

    private readonly DataLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableTheory]
    [InlineData("Password=wrong", "password authentication failed for user *28P01*")]
    [InlineData("Database=nowhere", "database \"nowhere\" does not exist (SQLSTATE 3D000)")]
    [InlineData("Database=postgres", "permission denied for database \"postgres\" (SQLSTATE 42501)*")]
    [InlineData("Username=nobody", "password authentication failed for user \"nobody\"*")]
    [InlineData("SSL Mode=Require", "SSL connection requested*")]
    [InlineData("Host=no-such-host.invalid", "*")]
    [InlineData("Port=none", "The connection string is none that Npgsql understands")]
    public async Task A_PostgreSql_connection_string_that_no_waiting_mends_is_refused_by_the_first_probe(string wrong, string words)
    {
        DataLab.RequirePostgreSql();
        RequireNames(wrong);
        await using TestEnvironment existing = await _lab.OpenAsync(_lab.Write("a.sql", "CREATE TABLE a ()"));
        string connection = existing.ConnectionString("orders");
        (await FailAsync(DatabaseType.PostgreSql, $"{connection};{wrong}")).Should().Match($"database/orders: {words} at probe 1 after *, which waiting does not mend.");
    }

    [SkippableFact]
    public async Task A_server_that_does_not_answer_is_waited_for()
    {
        DataLab.RequirePostgreSql();
        foreach (DatabaseType type in new[] { DatabaseType.PostgreSql, DatabaseType.MySql, DatabaseType.Redis })
        {
            string connection = type == DatabaseType.Redis ? "127.0.0.1:1" : "Host=127.0.0.1;Port=1;Username=u;Password=p;Database=d";
            (await FailAsync(type, connection, Hasty)).Should().Contain("it may take 300 ms to be ready");
        }
    }

    [SkippableTheory]
    [InlineData("password=wrong", "*WRONGPASS*")]
    [InlineData("", "*NOAUTH*")]
    [InlineData("no-such-host.invalid", "*")]
    public async Task A_Redis_connection_string_that_no_waiting_mends_is_refused_by_the_first_probe(string wrong, string words)
    {
        DataLab.RequireRedis();
        RequireNames(wrong);
        await using TestEnvironment existing = await _lab.Manager.OpenAsync(new EnvironmentSpec("lab", "tests") { Databases = [new DatabaseSpec("cache", DatabaseType.Redis)] });
        string connection = wrong.EndsWith(".invalid", StringComparison.Ordinal) ? wrong : $"{existing.ConnectionString("cache").Split(',')[0]},{wrong}";
        (await FailAsync(DatabaseType.Redis, connection)).Should().Match($"database/orders: {words} at probe 1 after *, which waiting does not mend.");
    }

    // Where no server of names can be asked, a name that is not known is one that may be known later.
    private static void RequireNames(string name)
    {
        if (name.EndsWith(".invalid", StringComparison.Ordinal))
        {
            SocketException? error = Record.Exception(() => Dns.GetHostAddresses("no-such-host.invalid")) as SocketException;
            Skip.If(error?.SocketErrorCode == SocketError.TryAgain, "This machine has no server of names.");
        }
    }

    private async Task<string> FailAsync(DatabaseType type, string connectionString, HealthCheckSpec? check = null)
    {
        EnvironmentSpec spec = new("lab", "tests") { Databases = [new DatabaseSpec("orders", type) { Existing = new Secret(connectionString), HealthCheck = check ?? Patient }] };
        Func<Task> opening = () => _lab.Manager.OpenAsync(spec);
        EnvironmentException error = (await opening.Should().ThrowAsync<EnvironmentException>()).Which;
        error.Message.Should().NotContain("wrong");
        return error.Failures.Single().Error;
    }
}
