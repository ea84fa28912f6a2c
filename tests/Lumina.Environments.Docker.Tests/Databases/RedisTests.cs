using System.Net.Sockets;
using System.Text;
using Docker.DotNet.Models;
using Lumina.Environments.Docker.TestHost;

namespace Lumina.Environments.Docker.Tests.Databases;

/// <summary>Redis databases in containers.</summary>
[Trait("Category", "Databases")]
public sealed class RedisTests : IAsyncLifetime
{
    private static readonly DatabaseSpec Cache = new("cache", DatabaseType.Redis);

    private readonly DockerLab _lab = new();

    public Task InitializeAsync() => DockerLab.RequireAsync();

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task A_database_keeps_its_data_through_a_stop_and_a_kill_is_reset_and_rented_and_nothing_is_left()
    {
        await using (TestEnvironment environment = await _lab.Manager.OpenAsync(DatabaseLab.Spec(Cache)))
        {
            (await AskAsync(environment.ConnectionString("cache"), "SET a 1")).Should().Be("+OK");
            await environment.StopAsync();
            await environment.StartAsync();
            (await AskAsync(environment.ConnectionString("cache"), "GET a")).Should().Be("$1\r\n1");

            string name = environment.Snapshot.Find(ComponentName.Database("cache"))!.ExternalName;
            await _lab.View.KillAsync(name);
            await environment.RestartAsync(ComponentName.Database("cache"));
            (await AskAsync(environment.ConnectionString("cache"), "GET a")).Should().Be("$1\r\n1");

            await using (RentedDatabase rented = await environment.RentDatabaseAsync("cache"))
            {
                (await AskAsync(rented.ConnectionString, "GET a")).Should().Be("$-1");
            }

            await environment.ResetAsync();
            (await AskAsync(environment.ConnectionString("cache"), "GET a")).Should().Be("$-1");
        }

        (await _lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task The_password_is_on_no_command_line_and_in_no_variable()
    {
        await using TestEnvironment environment = await _lab.Manager.OpenAsync(DatabaseLab.Spec(Cache));
        string password = environment.Output(ComponentName.Database("cache"), OutputNames.Password);
        ContainerInspectResponse seen = await _lab.Engine.Containers.InspectContainerAsync(environment.Snapshot.Find(ComponentName.Database("cache"))!.ExternalName);

        (seen.Config!.Cmd ?? []).Concat(seen.Config.Env ?? []).Should().NotContain(text => text.Contains(password, StringComparison.Ordinal));
    }

    /// <summary>Sends a command as a person would, and returns the answer without its last line's end.</summary>
    private static async Task<string> AskAsync(string connectionString, string command)
    {
        string[] parts = connectionString.Split(',', 2);
        using TcpClient client = new();
        await client.ConnectAsync(parts[0].Split(':')[0], int.Parse(parts[0].Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {parts[1]["password=".Length..]}\r\n{command}\r\nQUIT\r\n"));
        using StreamReader reader = new(stream, Encoding.ASCII);
        string all = await reader.ReadToEndAsync();
        return all["+OK\r\n".Length..^"\r\n+OK\r\n".Length];
    }

    [SkippableFact]
    [Trait("Category", "Databases")]
    public async Task What_is_rented_and_not_given_back_goes_with_its_environment_and_keeps_no_network()
    {
        await DockerLab.RequireAsync();
        await using (TestEnvironment environment = await _lab.Manager.OpenAsync(DatabaseLab.Spec(Cache) with { Services = [DockerLab.Web()] }))
        {
            await environment.RentDatabaseAsync("cache");
        }

        (await _lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    [Trait("Category", "Databases")]
    public async Task Two_processes_that_rent_of_one_component_have_a_server_each()
    {
        await DockerLab.RequireAsync();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lumina-docker-");
        try
        {
            string store = Path.Combine(directory.FullName, "store.db");
            await using EnvironmentManager one = RecoveryLab.Manager(_lab.Installation, store, DockerLifetime.Environment, "one");
            await using EnvironmentManager other = RecoveryLab.Manager(_lab.Installation, store, DockerLifetime.Environment, "other");
            EnvironmentSnapshot environment = await one.ProvisionAsync(DatabaseLab.Spec(new DatabaseSpec("cache", DatabaseType.Redis)));

            await using (RentedDatabase first = await one.RentDatabaseAsync(environment.Id, "cache"))
            await using (RentedDatabase second = await other.RentDatabaseAsync(environment.Id, "cache"))
            {
                (await AskAsync(first.ConnectionString, "PING")).Should().Be("+PONG");
                (await AskAsync(second.ConnectionString, "PING")).Should().Be("+PONG");
            }

            await one.TerminateAsync(environment.Id);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
