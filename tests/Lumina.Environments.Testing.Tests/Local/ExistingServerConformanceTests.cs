using System.Globalization;
using Lumina.Environments.Data;
using Lumina.Environments.Local;
using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Lumina.Environments.Testing.Tests.Local;

/// <summary>Databases in a PostgreSQL server that is there already, by an administrator who may make databases and roles and no more. The server is this process's; those that the kit kills find it by the connection string.</summary>
[Trait("Category", "Soak")]
public sealed class ExistingServerConformanceTests : ProviderConformance<DatabaseSpec>, IAsyncLifetime
{
    private readonly List<ServiceProvider> _services = [];
    private LocalPlatform? _server;
    private string? _folder;

    // A database and its comment are two statements.
    protected override bool MarksFollow => true;

    public ValueTask InitializeAsync()
    {
        LocalPlatform.Require("postgresql", "postgres", Directory.Exists("/usr/lib/postgresql") ? [.. Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))] : []);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider services in _services)
        {
            await services.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(_folder!, recursive: true);
        }
    }

    protected override string MakePlatform()
    {
        _folder = LocalPlatform.MakeFolder();
        _server = new LocalPlatform(_folder, Path.Combine(_folder, "kept"), LocalLifetime.Process, TimeProvider, LoggerFactory);
        EnvironmentSpec spec = new("somebodys", "somebody") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] };
        TestEnvironment somebodys = _server.Get<IEnvironmentManager>().OpenAsync(spec).GetAwaiter().GetResult();
        string superuser = somebodys.Output(ComponentName.Database("orders"), OutputNames.AdminConnectionString);
        KeptValue.QueryAsync(superuser, "DROP ROLE IF EXISTS maker; CREATE ROLE maker LOGIN CREATEDB CREATEROLE PASSWORD 'a password of its own'; GRANT CONNECT ON DATABASE postgres TO maker", CancellationToken.None).GetAwaiter().GetResult();
        return new NpgsqlConnectionStringBuilder(somebodys.ConnectionString("orders")) { Username = "maker", Password = "a password of its own", Database = "postgres" }.ConnectionString;
    }

    /// <summary>Each as in a process of its own.</summary>
    protected override IComponentProvider<DatabaseSpec> CreateProvider()
    {
        ServiceCollection collection = new();
        collection.AddSingleton(TimeProvider).AddSingleton(LoggerFactory);
        collection.AddLuminaEnvironments().UseDataProviders();
        collection.Replace(ServiceDescriptor.Singleton(TimeProvider)).Replace(ServiceDescriptor.Singleton(LoggerFactory));
        ServiceProvider services = collection.BuildServiceProvider();
        _services.Add(services);
        return new ExistingServerProvider(new ExistingPostgreSql("team", Platform, new DatabaseServerOptions(), services.GetRequiredService<DatabaseServers>()), TimeProvider);
    }

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.PostgreSql) { Schemas = ["sales"] };

    protected override async ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken) => Convert.ToInt32(
        await KeptValue.QueryAsync(Platform, $"SELECT count(*) FROM pg_database WHERE datname LIKE '{context.ExternalName}%'", cancellationToken), CultureInfo.InvariantCulture);

    protected override ValueTask<bool> WriteAsync(ComponentContext context, string value, CancellationToken cancellationToken) => KeptValue.WriteAsync(ConnectionString(context), value, cancellationToken);

    protected override ValueTask<string?> ReadAsync(ComponentContext context, CancellationToken cancellationToken) => KeptValue.ReadAsync(ConnectionString(context), cancellationToken);

    private static string ConnectionString(ComponentContext context) => context.Outputs.Find(OutputNames.ConnectionString)!.Reveal();
}
