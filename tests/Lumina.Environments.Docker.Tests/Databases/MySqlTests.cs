using MySqlConnector;

namespace Lumina.Environments.Docker.Tests.Databases;

/// <summary>MySQL databases in containers with MariaDB.</summary>
[Trait("Category", "Databases")]
public sealed class MySqlTests : IAsyncLifetime
{
    private static readonly DatabaseSpec Stock = new("stock", DatabaseType.MySql) { Data = TestData.FromSqlFiles(SeedFile()) };

    public Task InitializeAsync() => DockerLab.RequireAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_database_keeps_its_data_through_stop_and_start_is_reset_and_rented_and_nothing_is_left(bool shares)
    {
        await using DockerLab lab = new(options => options.ShareServers = shares);
        await using (TestEnvironment environment = await lab.Manager.OpenAsync(DatabaseLab.Spec(Stock)))
        {
            await QueryAsync(environment.ConnectionString("stock"), "DELETE FROM items WHERE id = 1");
            await environment.StopAsync();
            await environment.StartAsync();
            (await QueryAsync(environment.ConnectionString("stock"), "SELECT count(*) FROM items")).Should().Be(1L);
            await environment.ResetAsync();
            (await QueryAsync(environment.ConnectionString("stock"), "SELECT count(*) FROM items")).Should().Be(2L);
            await using RentedDatabase rented = await environment.RentDatabaseAsync("stock");
            (await QueryAsync(rented.ConnectionString, "SELECT count(*) FROM items")).Should().Be(2L);
            environment.Output(ComponentName.Database("stock"), OutputNames.Version).Should().StartWith("10.11.");
        }

        await lab.Manager.DisposeAsync();
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    private static async Task<object?> QueryAsync(string connectionString, string sql)
    {
        await using MySqlConnection connection = new(new MySqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using MySqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static string SeedFile()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "docker-stock.sql");
        File.WriteAllText(file, "CREATE TABLE items (id int PRIMARY KEY); INSERT INTO items VALUES (1), (2);");
        return file;
    }
}
