using System.Runtime.Versioning;
using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments.Local.TestHost;

/// <summary>The local providers as one process has them, on the components of one environment, which several processes share.</summary>
[SupportedOSPlatform("linux")]
internal sealed class KeptLab : IAsyncDisposable
{
    public const string Installation = "kept-tests";
    public const string OwnPassword = "a-password-of-the-tests";

    private readonly ServiceProvider _services;
    private readonly EnvironmentId _environment;
    private readonly string _token;

    /// <param name="token">Is in the names of all directories and in the command lines of services, so that whatever is left is found.</param>
    /// <param name="baseDirectory">Where directories are made.</param>
    /// <param name="environment">The environment's identifier.</param>
    /// <param name="configure">Changes the options.</param>
    public KeptLab(string token, string baseDirectory, string environment, Action<LocalOptions>? configure = null)
    {
        (_token, _environment) = (token, EnvironmentId.Parse(environment));
        ServiceCollection services = [];
        services.AddLogging();
        services.AddLuminaEnvironments().UseLocal(options =>
        {
            options.Lifetime = LocalLifetime.Environment;
            options.WorkDirectory = baseDirectory;
            options.StateDirectory = Path.Combine(baseDirectory, $"kept-{token}");
            options.StopGrace = TimeSpan.FromSeconds(5);
            configure?.Invoke(options);
        });
        _services = services.BuildServiceProvider();
    }

    public PostgreSqlProvider PostgreSql => _services.GetRequiredService<PostgreSqlProvider>();

    public RedisProvider Redis => _services.GetRequiredService<RedisProvider>();

    public ProcessServiceDeployer Services => _services.GetRequiredService<ProcessServiceDeployer>();

    public IHostResourceProvider HostResources => _services.GetServices<IHostResourceProvider>().Single();

    public LocalHost Host => _services.GetRequiredService<LocalHost>();

    public DatabaseSpec Orders { get; } = new("orders", DatabaseType.PostgreSql);

    public DatabaseSpec Cache { get; } = new("cache", DatabaseType.Redis);

    /// <summary>Has a process that leaves its session beside the one that it is.</summary>
    public ServiceSpec Api => new("api", ServiceSource.Command("sh", "-c", $"echo port $PORT; (setsid sleep 600.{_token} &); exec sleep 600.{_token}")) { Endpoints = [EndpointSpec.Http()] };

    /// <summary>The same component with another expiry.</summary>
    public static ComponentContext Until(ComponentContext context, DateTimeOffset expiry) => new()
    {
        EnvironmentId = context.EnvironmentId,
        EnvironmentName = context.EnvironmentName,
        Component = context.Component,
        ExternalName = context.ExternalName,
        Marks = context.Marks with { ExpiresAt = expiry },
        Credentials = context.Credentials,
    };

    /// <summary>The same component as a journal has it: with the place where its entry lies.</summary>
    public ComponentContext Recorded(ComponentContext context) => new()
    {
        EnvironmentId = context.EnvironmentId,
        EnvironmentName = context.EnvironmentName,
        Component = context.Component,
        ExternalName = context.ExternalName,
        Marks = context.Marks,
        Credentials = context.Credentials,
        Location = LocalDatabases.Kept(Host.Registry.State.Path),
    };

    public ComponentContext Context(ComponentName component) => new()
    {
        EnvironmentId = _environment,
        EnvironmentName = "kept",
        Component = component,
        ExternalName = ExternalName.For(_environment, component),
        Marks = new OwnershipMarks(Installation, _environment, component, "tests", ExpiresAt: null),
        Credentials = new Dictionary<string, Secret> { [DatabaseSpec.PasswordCredential] = new(OwnPassword) },
    };

    public ComponentContext OrdersContext => Context(ComponentName.Database("orders"));

    public ComponentContext CacheContext => Context(ComponentName.Database("cache"));

    public ComponentContext ApiContext => Context(ComponentName.Service("api"));

    public async Task<ComponentOutputs> ProvisionAsync(string component) => component switch
    {
        "orders" => await PostgreSql.ProvisionAsync(Orders, OrdersContext, CancellationToken.None),
        "cache" => await Redis.ProvisionAsync(Cache, CacheContext, CancellationToken.None),
        _ => await Services.ProvisionAsync(Api, ApiContext, CancellationToken.None),
    };

    public async Task DestroyAllAsync()
    {
        await PostgreSql.DestroyAsync(OrdersContext, CancellationToken.None);
        await Redis.DestroyAsync(CacheContext, CancellationToken.None);
        await Services.DestroyAsync(ApiContext, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
