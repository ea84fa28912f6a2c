using System.Runtime.Versioning;

namespace Lumina.Environments.Local.TestHost;

/// <summary>Whole managers on local providers and one SQLite store, as several processes have them.</summary>
[SupportedOSPlatform("linux")]
internal static class RecoveryLab
{
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(3);

    /// <param name="token">Is in the names of all directories and in the command lines of services, so that whatever is left is found.</param>
    /// <param name="baseDirectory">Where directories and the store are made.</param>
    /// <param name="lifetime">How long servers live.</param>
    /// <param name="actor">Who acts, in events.</param>
    /// <param name="machine">The machine on which this process pretends to be; null for the true one.</param>
    public static EnvironmentManager Manager(string token, string baseDirectory, LocalLifetime lifetime, string actor, string? machine = null) => EnvironmentManager.Create(environments =>
    {
        environments
            .UseLocal(options =>
            {
                options.Lifetime = lifetime;
                options.WorkDirectory = baseDirectory;
                options.StateDirectory = Path.Combine(baseDirectory, $"kept-{token}");
                options.StopGrace = TimeSpan.FromSeconds(5);
            })
            .UseSqlite(Path.Combine(baseDirectory, "store.db"))
            .Configure(options =>
            {
                options.Installation = $"recovery-{token}";
                options.Actor = actor;
                options.LeaseDuration = LeaseDuration;
            });
        if (machine is not null)
        {
            environments.UseProcessInspector(new ElsewhereInspector(machine));
        }
    });

    /// <summary>A database with a role of its own, a cache, and a service that knows both and leaves a process in a session of its own.</summary>
    public static EnvironmentSpec Shop(string token, InterruptionPolicy onInterruption) => new("shop", "tests")
    {
        OnInterruption = onInterruption,
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("cache", DatabaseType.Redis)],
        Services =
        [
            new ServiceSpec("api", Sleeping(token))
            {
                Settings = { ["ConnectionStrings__orders"] = Reference.ConnectionString("orders"), ["ConnectionStrings__cache"] = Reference.ConnectionString("cache") },
            },
        ],
    };

    /// <summary>Is made in milliseconds.</summary>
    public static EnvironmentSpec Small(string token) => new("small", "tests") { Services = [new ServiceSpec("first", Sleeping(token)), new ServiceSpec("second", Sleeping(token))] };

    /// <summary>Is never ready: whoever makes it waits for it.</summary>
    public static EnvironmentSpec NeverReady(string token) => new("patient", "tests")
    {
        Services =
        [
            new ServiceSpec("silent", Sleeping(token))
            {
                Endpoints = [EndpointSpec.Http()],
                HealthCheck = HealthCheckSpec.Http() with { StartupTimeout = TimeSpan.FromMinutes(5) },
            },
        ],
    };

    private static ServiceSource Sleeping(string token) => ServiceSource.Command("sh", "-c", $"(setsid sleep 600.{token} &); exec sleep 600.{token}");
}
