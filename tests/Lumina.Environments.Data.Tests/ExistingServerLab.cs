using Lumina.Environments.Local;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Lumina.Environments.Data.Tests;

/// <summary>A PostgreSQL server that is there already, with somebody's database in it, and an administrator who may make databases and roles and no more.</summary>
internal sealed class ExistingServerLab : IAsyncDisposable
{
    public const string Name = "team";

    private const string Password = "a password of its own";

    private readonly DataLab _server;
    private readonly TestEnvironment _somebodys;
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("lumina-existing-");

    private ExistingServerLab(DataLab server, TestEnvironment somebodys, string superuser)
    {
        (_server, _somebodys, Superuser) = (server, somebodys, superuser);
        Admin = new NpgsqlConnectionStringBuilder(somebodys.ConnectionString("orders")) { Username = "maker", Password = Password, Database = "postgres" }.ConnectionString;
    }

    public string Admin { get; }

    public string Superuser { get; }

    public static async Task<ExistingServerLab> CreateAsync()
    {
        DataLab.RequirePostgreSql();

        // It has a role more than others, and must be nobody's next.
        DataLab server = new(environments => environments.Services.Configure<LocalOptions>(local => local.CachedTemplates = 0));
        TestEnvironment somebodys = await server.Manager.OpenAsync(new EnvironmentSpec("somebodys", "somebody") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });
        string superuser = somebodys.Output(DataLab.Orders, OutputNames.AdminConnectionString);
        await DataLab.QueryAsync(superuser, $"CREATE ROLE maker LOGIN CREATEDB CREATEROLE PASSWORD '{Password}'; GRANT CONNECT ON DATABASE postgres TO maker; CREATE ROLE powerless LOGIN PASSWORD '{Password}'; GRANT CONNECT ON DATABASE postgres TO powerless");
        return new ExistingServerLab(server, somebodys, superuser);
    }

    /// <summary>A manager that makes databases in the server.</summary>
    public EnvironmentManager Manage(string? admin = null, Action<DatabaseServerOptions>? configure = null, string installation = "lab", Action<DataOptions>? data = null) => EnvironmentManager.Create(environments => environments
        .UseDatabaseServer(Name, DatabaseType.PostgreSql, new Secret(admin ?? Admin), configure)
        .ConfigureData(data ?? (_ => { }))
        .Configure(options => (options.BaseDirectory, options.AllowVolatileStore, options.Installation) = (_files.FullName, true, installation)));

    /// <summary>An environment with a database with data.</summary>
    public EnvironmentSpec Spec(Func<DatabaseSpec, DatabaseSpec>? change = null)
    {
        File.WriteAllText(Path.Combine(_files.FullName, "goods.sql"), "CREATE TABLE goods AS SELECT 'tea' AS name");
        DatabaseSpec database = new("goods", DatabaseType.PostgreSql) { Schemas = ["sales"], Data = TestData.FromSqlFiles("goods.sql") };
        return new EnvironmentSpec("guest", "tests") { Databases = [change?.Invoke(database) ?? database] };
    }

    /// <summary>All databases and roles that there are.</summary>
    public async Task<string> ContentsAsync() =>
        (string)(await DataLab.QueryAsync(Superuser, "SELECT string_agg(name, ' ' ORDER BY name) FROM (SELECT 'database ' || datname AS name FROM pg_database UNION ALL SELECT 'role ' || rolname FROM pg_roles) AS everything"))!;

    public async ValueTask DisposeAsync()
    {
        await _somebodys.DisposeAsync();
        await _server.DisposeAsync();
        _files.Delete(recursive: true);
    }
}
