using System.Net;
using Lumina.Environments.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Adds what works inside database servers.</summary>
public static class DataEnvironmentsBuilderExtensions
{
    /// <summary>Adds the seeders of PostgreSQL, MySQL and Redis databases and the engines' own health checks, once, however many adapters ask for them. Adapters that bring database servers call it.</summary>
    public static EnvironmentsBuilder UseDataProviders(this EnvironmentsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<DataOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DataOptions>, DataOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<DataOptions>, ConfigureDataOptions>());
        builder.Services.TryAddSingleton<DatabaseServers>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthChecker, PostgreSqlHealthChecker>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthChecker, RedisHealthChecker>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthChecker, MySqlHealthChecker>());
        return builder.Services.Any(service => service.ServiceType == typeof(PostgreSqlDataSeeder))
            ? builder
            : builder.AddProvider<DataSpec, PostgreSqlDataSeeder>().AddProvider<DataSpec, RedisDataSeeder>().AddProvider<DataSpec, MySqlDataSeeder>();
    }

    /// <summary>Makes databases in a server that is there already, such as an instance of a cloud's database service or one that a team shares. Each environment has a database and a role of its own in it, which bear its marks and go with it; nothing else in the server is touched.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The provider's name, which a spec says in <c>Provider</c> where something else can make such databases too.</param>
    /// <param name="type"><see cref="DatabaseType.PostgreSql"/>, or <see cref="DatabaseType.MySql"/> for MariaDB.</param>
    /// <param name="adminConnectionString">How an administrator connects, to a database that is nobody's. What it says of TLS, time limits and the like holds for the databases' own connection strings, too. It is in no environment's outputs.</param>
    /// <param name="configure">Says what else is known of the server.</param>
    /// <exception cref="ArgumentException">Databases of that type can't be made so, the name is empty, or the port is none.</exception>
    public static EnvironmentsBuilder UseDatabaseServer(this EnvironmentsBuilder builder, string name, DatabaseType type, Secret adminConnectionString, Action<DatabaseServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(adminConnectionString);
        if (type != DatabaseType.PostgreSql && type != DatabaseType.MySql)
        {
            throw new ArgumentException($"Databases are made in servers of the types {DatabaseType.PostgreSql} and {DatabaseType.MySql} that are there already, not of {type}.", nameof(type));
        }

        DatabaseServerOptions options = new();
        configure?.Invoke(options);
        if (options.NetworkPort is < 1 or > IPEndPoint.MaxPort)
        {
            throw new ArgumentException($"{nameof(DatabaseServerOptions.NetworkPort)} is {options.NetworkPort}: allowed is 1 to 65,535.", nameof(configure));
        }

        return builder.UseDataProviders().AddProvider<DatabaseSpec>(services =>
        {
            DatabaseServers servers = services.GetRequiredService<DatabaseServers>();
            ExistingServer server = type == DatabaseType.PostgreSql
                ? new ExistingPostgreSql(name, adminConnectionString.Reveal(), options, servers)
                : new ExistingMariaDb(name, adminConnectionString.Reveal(), options, servers);
            return new ExistingServerProvider(server, services.GetRequiredService<TimeProvider>());
        });
    }

    /// <summary>Changes how much of databases is kept ready, and how many there may be at once.</summary>
    public static EnvironmentsBuilder ConfigureData(this EnvironmentsBuilder builder, Action<DataOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configure);
        return builder;
    }
}
