using Docker.DotNet.Models;

namespace Lumina.Environments.Docker.Tests.Databases;

/// <summary>The databases whose images cannot be had here, with an image that stands in.</summary>
[Trait("Category", "Databases")]
public sealed class ContainerDatabaseTests : IAsyncLifetime
{
    public Task InitializeAsync() => DockerLab.RequireAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [SkippableTheory]
    [InlineData("mongodb", 27017, "", "mongodb://root:*@127.0.0.1:*/docs?authSource=admin", "MONGO_INITDB_ROOT_PASSWORD")]
    [InlineData("dynamodb", 8000, "", "http://127.0.0.1:*", null)]
    [InlineData("sqlserver", 1433, "echo 'Recovery is complete.';", "Server=127.0.0.1,*;Database=master;User ID=sa;Password=*-A;TrustServerCertificate=True", "MSSQL_SA_PASSWORD")]
    public async Task A_database_is_ready_when_it_listens_is_told_its_password_and_can_be_stopped_and_started(string type, int port, string line, string connectionString, string? variable)
    {
        await using StandIn image = await StandIn.MakeAsync($"usleep 300000; {line} while true; do nc -l -p {port} -e cat; done & wait");
        await using DockerLab lab = new(options => (options.DatabaseImages[type], options.AcceptSqlServerLicense) = (image.Name, true));
        await using (TestEnvironment environment = await lab.Manager.OpenAsync(DatabaseLab.Spec(new DatabaseSpec("docs", new DatabaseType(type)))))
        {
            ComponentName docs = ComponentName.Database("docs");
            environment.ConnectionString("docs").Should().Match(connectionString);
            ContainerInspectResponse seen = await lab.Engine.Containers.InspectContainerAsync(environment.Snapshot.Find(docs)!.ExternalName);
            if (variable is not null)
            {
                seen.Config!.Env.Should().Contain($"{variable}={environment.Output(docs, OutputNames.Password)}");
            }

            await environment.StopAsync();
            await environment.StartAsync();
            environment.ConnectionString("docs").Should().Match(connectionString);
        }

        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Sql_server_is_made_only_for_who_accepts_its_license_terms()
    {
        await using DockerLab lab = new();

        InvalidEnvironmentSpecException refused = await Assert.ThrowsAsync<InvalidEnvironmentSpecException>(() => lab.Manager.OpenAsync(DatabaseLab.Spec(new DatabaseSpec("docs", DatabaseType.SqlServer))));

        refused.Message.Should().Contain(nameof(DockerOptions.AcceptSqlServerLicense));
    }
}
