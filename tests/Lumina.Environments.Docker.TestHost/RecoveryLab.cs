namespace Lumina.Environments.Docker.TestHost;

/// <summary>Whole managers on a real engine and one SQLite store, as several processes have them.</summary>
internal static class RecoveryLab
{
    private const string BusyBox = "lumina-test/busybox:1";

    /// <param name="installation">Is in the labels of all that is made, so that whatever is left is found.</param>
    /// <param name="store">The file of the store.</param>
    /// <param name="lifetime">How long containers live.</param>
    /// <param name="actor">Who acts, in events.</param>
    public static EnvironmentManager Manager(string installation, string store, DockerLifetime lifetime, string actor) => EnvironmentManager.Create(environments => environments
        .UseDocker(options =>
        {
            options.Lifetime = lifetime;
            options.StopGrace = TimeSpan.FromSeconds(5);
            options.DatabaseImages["postgresql"] = "lumina-test/postgres:15";
            options.DatabaseImages["redis"] = "lumina-test/redis:7";
        })
        .UseSqlite(store)
        .Configure(options =>
        {
            options.Installation = installation;
            options.Actor = actor;
            options.LeaseDuration = TimeSpan.FromSeconds(3);
        }));

    /// <summary>Two databases, a service of two containers that refers to one, and another that waits for it and has a volume.</summary>
    public static EnvironmentSpec Shop(InterruptionPolicy onInterruption) => new("shop", "tests")
    {
        OnInterruption = onInterruption,
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("cache", DatabaseType.Redis)],
        Services =
        [
            new ServiceSpec("web", ServiceSource.Image(BusyBox)) { Replicas = 2, Settings = { ["ORDERS"] = Reference.ConnectionString("orders") }, Container = new ContainerSettings { Command = Sleeping } },
            new ServiceSpec("api", ServiceSource.Image(BusyBox))
            {
                DependsOn = [ComponentName.Service("web")],
                Container = new ContainerSettings { Command = Sleeping, Mounts = [ContainerMount.Volume("data", "/data")] },
            },
        ],
    };

    private static IReadOnlyList<string> Sleeping => ["sh", "-c", "trap 'exit 0' TERM; sleep 600 & wait"];
}
