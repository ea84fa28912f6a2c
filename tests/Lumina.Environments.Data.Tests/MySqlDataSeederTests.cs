using Lumina.Environments.Providers;

namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Data")]
public sealed class MySqlDataSeederTests
{
    [Theory]
    [InlineData("Server=/nowhere/s;Protocol=UnixSocket;User ID=root")]
    [InlineData("Server=127.0.0.1;Port=1;User ID=root")]
    public async Task Of_a_server_that_is_gone_there_is_no_data_and_nothing_to_destroy(string admin)
    {
        EnvironmentId id = EnvironmentId.Create(DateTimeOffset.UnixEpoch, new byte[10]);
        ComponentContext context = new()
        {
            EnvironmentId = id,
            EnvironmentName = "lab",
            Component = ComponentName.Data("orders"),
            ExternalName = "lab-orders",
            Marks = new OwnershipMarks("tests", id, ComponentName.Data("orders"), "tests", ExpiresAt: null),
            Dependencies = new Dictionary<ComponentName, ComponentOutputs>
            {
                [ComponentName.Database("orders")] = ComponentOutputs.Empty
                    .With(OutputNames.ConnectionString, new Secret("Server=127.0.0.1;Port=1;Database=lab-orders"))
                    .With(OutputNames.AdminConnectionString, new Secret(admin), Vantage.Host)
                    .With(OutputNames.DatabaseName, "lab-orders"),
            },
        };
        await using DatabaseServers servers = DataLab.Servers;
        MySqlDataSeeder seeder = new(servers);
        (await seeder.ObserveAsync(context, default)).Exists.Should().BeFalse();
        Func<Task> destroying = () => seeder.DestroyAsync(context, default).AsTask();
        await destroying.Should().NotThrowAsync();
        DataSpec spec = new(new DatabaseSpec("orders", DatabaseType.MySql), TestData.FromSqlFiles("a.sql"));
        Func<Task> seeding = () => seeder.ProvisionAsync(spec, context, default).AsTask();
        await seeding.Should().ThrowAsync<ProviderException>().WithMessage("Looking for the database 'lab-orders' failed: *");
    }
}
