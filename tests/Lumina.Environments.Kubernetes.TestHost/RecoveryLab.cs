namespace Lumina.Environments.Kubernetes.TestHost;

/// <summary>Whole managers on a real cluster and one SQLite store, as several processes have them.</summary>
internal static class RecoveryLab
{
    /// <summary>What namespaces of these managers are called before the environment's id.</summary>
    public const string Prefix = "lumina-test";

    /// <param name="kubeconfig">The cluster.</param>
    /// <param name="installation">Is in the labels of all that is made, so that whatever is left is found.</param>
    /// <param name="store">The file of the store.</param>
    /// <param name="actor">Who acts, in events.</param>
    public static EnvironmentManager Manager(string kubeconfig, string installation, string store, string actor) => EnvironmentManager.Create(environments => environments
        .UseKubernetes(options =>
        {
            options.KubeConfig = kubeconfig;
            options.NamespacePrefix = Prefix;
            options.ForwardPorts = false;
            options.DefaultUser = "1000:1000";
            options.DefaultCpu = "50m";
            options.DefaultMemory = "32Mi"; // all of it is promised, and a hollow node has less than 4 GiB
            options.TerminationGrace = TimeSpan.Zero;
        })
        .UseSqlite(store)
        .Configure(options =>
        {
            options.Installation = installation;
            options.Actor = actor;
            options.LeaseDuration = TimeSpan.FromSeconds(3);
        }));

    /// <summary>Two databases, a service of two pods that refers to one, and another that waits for it and has a volume: four workloads, five pods.</summary>
    public static EnvironmentSpec Shop(InterruptionPolicy onInterruption) => new("shop", "tests")
    {
        OnInterruption = onInterruption,
        Network = new NetworkSpec(),
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("cache", DatabaseType.Redis)],
        Services =
        [
            new ServiceSpec("web", Image) { Replicas = 2, Settings = { ["ORDERS"] = Reference.ConnectionString("orders") } },
            new ServiceSpec("api", Image) { DependsOn = [ComponentName.Service("web")], Container = new ContainerSettings { Mounts = [ContainerMount.Volume("data", "/data")] } },
        ],
    };

    private static ServiceSource Image => ServiceSource.Image("registry.example/nothing:1");
}
