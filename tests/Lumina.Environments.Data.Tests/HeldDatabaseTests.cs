using Lumina.Environments.Local;
using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace Lumina.Environments.Data.Tests;

/// <summary>What holds a database and is no session of it: the server drops and renames none that has it, whatever the force.</summary>
[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class HeldDatabaseTests : IAsyncLifetime
{
    private const string Prepare = "BEGIN; INSERT INTO a VALUES (2); PREPARE TRANSACTION 'held'";

    private readonly DataLab _lab = new(environments => environments.Services.Configure<LocalOptions>(local =>
    {
        local.CachedTemplates = 0;
        foreach ((string name, string value) in (IEnumerable<(string, string)>)
            [("max_prepared_transactions", "5"), ("wal_level", "logical"), ("max_wal_senders", "5"), ("max_replication_slots", "5"), ("max_logical_replication_workers", "4"), ("max_worker_processes", "8")])
        {
            local.PostgreSqlSettings[name] = value;
        }
    }));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableTheory]
    [InlineData(ResetWay.Difference)]
    [InlineData(ResetWay.Reseeded)]
    [InlineData(ResetWay.Swap)]
    [InlineData(ResetWay.Remade)]
    public async Task A_prepared_transaction_is_rolled_back_by_a_reset(ResetWay way)
    {
        await using TestEnvironment environment = await OpenAsync();
        await DataLab.QueryAsync(environment.ConnectionString("orders"), Prepare);

        await environment.ResetAsync(new ResetOptions { Way = way });

        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT (SELECT count(*) FROM a) || ' ' || (SELECT count(*) FROM pg_prepared_xacts)")).Should().Be("1 0");
    }

    [SkippableFact]
    public async Task Prepared_transactions_keep_no_environment_and_no_renter_from_ending()
    {
        await using TestEnvironment environment = await OpenAsync();
        RentedDatabase rented = await environment.RentDatabaseAsync("orders");
        await DataLab.QueryAsync(rented.ConnectionString, Prepare.Replace("held", "rented", StringComparison.Ordinal));
        await DataLab.QueryAsync(environment.ConnectionString("orders"), Prepare);

        await EndAsync(environment);
    }

    [SkippableFact]
    public async Task One_that_a_renter_gives_back_while_another_process_destroys_its_component_fails_neither()
    {
        await using TestEnvironment bystander = await OpenAsync();
        for (int round = 0; round < 4; round++)
        {
            await using TestEnvironment environment = await OpenAsync();
            RentedDatabase[] rented = await Task.WhenAll(environment.RentDatabaseAsync("orders"), environment.RentDatabaseAsync("orders"));
            foreach (RentedDatabase each in rented)
            {
                await DataLab.QueryAsync(each.ConnectionString, Prepare.Replace("held", each.Name, StringComparison.Ordinal));
            }

            await using DatabaseServers others = DataLab.Servers;
            ComponentSnapshot component = environment.Snapshot.Find(DataLab.Orders)!;
            ComponentContext context = new()
            {
                EnvironmentId = environment.Id,
                EnvironmentName = environment.Name,
                Component = DataLab.Orders,
                ExternalName = component.ExternalName!,
                Marks = new OwnershipMarks("default", environment.Id, DataLab.Orders, "tests", ExpiresAt: null),
            };

            await Task.WhenAll([others.PostgreSql(environment.Output(DataLab.Orders, OutputNames.AdminConnectionString)).DropAsync(context, default), .. rented.Select(each => each.DisposeAsync().AsTask())]);

            await environment.TerminateAsync();
            string left = $"SELECT (SELECT count(*) FROM pg_database WHERE datname LIKE '{component.ExternalName}%') + (SELECT count(*) FROM pg_roles WHERE rolname LIKE '{component.ExternalName}%')";
            (await DataLab.QueryAsync(bystander.ConnectionString("orders"), left)).Should().Be(0L);
        }
    }

    [SkippableFact]
    public async Task A_slot_that_is_read_and_one_that_is_not_keep_no_environment_from_ending()
    {
        await using TestEnvironment environment = await OpenAsync();
        string admin = new NpgsqlConnectionStringBuilder(environment.Output(DataLab.Orders, OutputNames.AdminConnectionString)) { Database = new NpgsqlConnectionStringBuilder(environment.ConnectionString("orders")).Database }.ConnectionString;
        await DataLab.QueryAsync(admin, "SELECT pg_create_logical_replication_slot('unread', 'pgoutput')");
        await DataLab.QueryAsync(admin, "CREATE PUBLICATION p FOR ALL TABLES");
        await using LogicalReplicationConnection reader = new(admin);
        await reader.Open();
        PgOutputReplicationSlot slot = await reader.CreatePgOutputReplicationSlot("read");
        await using IAsyncEnumerator<PgOutputReplicationMessage> messages = reader.StartReplication(slot, new PgOutputReplicationOptions("p", PgOutputProtocolVersion.V1), CancellationToken.None).GetAsyncEnumerator();
        ValueTask<bool> reading = messages.MoveNextAsync();
        await DataLab.QueryAsync(environment.ConnectionString("orders"), "INSERT INTO a VALUES (3)");
        (await reading).Should().BeTrue();

        await EndAsync(environment);
    }

    [SkippableFact]
    public async Task A_subscription_keeps_no_environment_from_ending()
    {
        await using TestEnvironment environment = await OpenAsync();
        string admin = new NpgsqlConnectionStringBuilder(environment.Output(DataLab.Orders, OutputNames.AdminConnectionString)) { Database = new NpgsqlConnectionStringBuilder(environment.ConnectionString("orders")).Database }.ConnectionString;
        await DataLab.QueryAsync(admin, "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1 dbname=gone' PUBLICATION p WITH (connect = false)");

        await EndAsync(environment);
    }

    private Task<TestEnvironment> OpenAsync()
    {
        DataLab.RequirePostgreSql();
        return _lab.OpenAsync(_lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id"));
    }

    private static async Task EndAsync(TestEnvironment environment)
    {
        await environment.TerminateAsync();
        environment.Status.Should().Be(EnvironmentStatus.Terminated);
    }
}
