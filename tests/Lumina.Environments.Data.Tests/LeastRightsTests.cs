using Lumina.Environments.Local;
using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Lumina.Environments.Data.Tests;

/// <summary>A server whose administrator is no superuser: he may make databases and roles, and no more.</summary>
[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class LeastRightsTests : IAsyncLifetime
{
    // The server has a role more than others, and must be nobody's next.
    private readonly DataLab _lab = new(environments => environments.Services.Configure<LocalOptions>(local =>
    {
        local.CachedTemplates = 0;
        local.PostgreSqlSettings["max_prepared_transactions"] = "1";
    }));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task An_administrator_who_may_make_databases_and_roles_provisions_seeds_rents_and_resets()
    {
        DataLab.RequirePostgreSql();
        await using TestEnvironment environment = await _lab.OpenAsync(_lab.Write("other.sql", "CREATE TABLE other ()"));
        await DataLab.QueryAsync(environment.Output(DataLab.Orders, OutputNames.AdminConnectionString), "CREATE ROLE maker LOGIN CREATEDB CREATEROLE PASSWORD 'a password of its own'; GRANT CONNECT ON DATABASE postgres TO maker");
        string admin = new NpgsqlConnectionStringBuilder(environment.ConnectionString("orders")) { Username = "maker", Password = "a password of its own", Database = "postgres" }.ConnectionString;
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id; CREATE TABLE sales.b (id int GENERATED ALWAYS AS IDENTITY)");
        DatabaseSpec spec = new("least", DatabaseType.PostgreSql) { Schemas = ["sales"], Data = TestData.FromSqlFiles("a.sql") };
        DataSpec data = new(spec, spec.Data);
        await using DatabaseServers servers = DataLab.Servers;
        PostgreSqlDatabases databases = servers.PostgreSql(admin);
        PostgreSqlDataSeeder seeder = new(servers);
        ComponentContext database = Context(spec.ComponentName, ComponentOutputs.Empty);
        await databases.CreateAsync(spec, database, default);
        string connection = new NpgsqlConnectionStringBuilder(admin) { Username = database.ExternalName, Password = Password, Database = database.ExternalName }.ConnectionString;
        ComponentOutputs outputs = ComponentOutputs.Empty
            .With(OutputNames.ConnectionString, new Secret(connection)).With(OutputNames.AdminConnectionString, new Secret(admin))
            .With(OutputNames.DatabaseName, database.ExternalName).With(OutputNames.Username, database.ExternalName).With(OutputNames.Password, new Secret(Password));
        database = Context(spec.ComponentName, outputs);
        ComponentContext seeding = Context(data.ComponentName, ComponentOutputs.Empty, new Dictionary<ComponentName, ComponentOutputs> { [spec.ComponentName] = outputs });

        await seeder.ProvisionAsync(data, seeding, default);
        (await DataLab.QueryAsync(connection, "SELECT sum(id) FROM a")).Should().Be(1L);
        (await databases.FindAsync(database.ExternalName, default))!.Comment.Template.Should().NotBeNull("it is a copy of a template");

        await using (RentedDatabase rented = await databases.RentAsync(spec, database, default))
        {
            (await DataLab.QueryAsync(rented.ConnectionString, "INSERT INTO sales.b DEFAULT VALUES RETURNING id")).Should().Be(1);
        }

        await DataLab.QueryAsync(connection, "INSERT INTO a VALUES (2)");
        ResetResult reset = await seeder.ResetAsync(data, seeding, default);
        reset.Reason.Should().Be(DatabaseReset.NeedsSuperuser);
        reset.Should().BeEquivalentTo(new { Way = ResetWay.Reseeded, KeptSessions = true });
        (await DataLab.QueryAsync(connection, "SELECT sum(id) FROM a")).Should().Be(1L);

        await DataLab.QueryAsync(connection, "INSERT INTO a VALUES (4); SELECT lo_create(0)");
        reset = await seeder.ResetAsync(data, seeding, default);
        reset.Way.Should().Be(ResetWay.Swap);
        reset.Reason.Should().Contain("large objects");
        (await DataLab.QueryAsync(connection, "SELECT sum(id) FROM a")).Should().Be(1L);

        await DataLab.QueryAsync(connection, "INSERT INTO a VALUES (3)");
        (await seeder.ResetAsync(data, WithWay(seeding, ResetWay.Remade), default)).Way.Should().Be(ResetWay.Remade);
        (await DataLab.QueryAsync(connection, "SELECT sum(id) FROM a")).Should().Be(1L);
        (await seeder.FindRefusalAsync(data, WithWay(seeding, ResetWay.Difference), default))!.Possible.Should().NotContain(ResetWay.Difference);
        await databases.RefuseConnectionsAsync(database, default);
        await databases.AllowConnectionsAsync(database, default);
        await DataLab.QueryAsync(connection, "BEGIN; CREATE TABLE held (); PREPARE TRANSACTION 'held'");
        await databases.DropAsync(database, default);
        (await databases.ObserveAsync(database, default)).Exists.Should().BeFalse();
    }

    private const string Password = "another of the database's";

    private ComponentContext WithWay(ComponentContext context, ResetWay way) => Context(context.Component, ComponentOutputs.Empty, context.Dependencies, way);

    private ComponentContext Context(ComponentName component, ComponentOutputs outputs, IReadOnlyDictionary<ComponentName, ComponentOutputs>? dependencies = null, ResetWay? way = null)
    {
        EnvironmentId id = EnvironmentId.Parse("01k5d3v8q2m4x7n9c6b1a0z3y5");
        return new ComponentContext
        {
            EnvironmentId = id,
            EnvironmentName = "least",
            Component = component,
            ExternalName = $"least-{component.Kind}",
            Marks = new OwnershipMarks("lumina", id, component, "tests", ExpiresAt: null),
            BaseDirectory = _lab.BaseDirectory,
            Outputs = outputs,
            ResetWay = way,
            Dependencies = dependencies ?? new Dictionary<ComponentName, ComponentOutputs>(),
            Credentials = new Dictionary<string, Secret> { [DatabaseSpec.PasswordCredential] = new Secret(Password) },
        };
    }
}
