namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class KubernetesUse
{
    public static async Task OpenAsync(EnvironmentSpec spec)
    {
        // snippet: kubernetes
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments
            .UseSqlite("environments.db") // what is on a cluster outlives the process, and so must its record
            .UseKubernetes(options =>
            {
                options.Context = "test-cluster";
                options.DefaultUser = "1000:1000";
                options.MemoryQuota = "8Gi";
                options.StorageClass = "fast";
            }));
        await using TestEnvironment environment = await manager.OpenAsync(spec);
        string orders = environment.ConnectionString("orders");
        // end snippet
    }

    public static EnvironmentSpec Manifests()
    {
        // snippet: kubernetes-manifests
        KubernetesManifestsSpec shop = new("shop")
        {
            Kustomization = "./deploy/overlays/test", // or Folder, or Chart = new HelmChart("./chart") { … }
            Settings = new Dictionary<string, SettingValue> { ["DB"] = Reference.ConnectionString("orders") },
        };
        EnvironmentSpec spec = new("checkout", owner: "payments")
        {
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
            Components = [shop],
        };
        // end snippet
        return spec;
    }

    public static void Owners(KubernetesOptions options)
    {
        // snippet: kubernetes-owners
        options.Owners["payments"] = [KubernetesSubject.Group("payments-developers"), KubernetesSubject.ServiceAccount("ci", "runner")];
        // end snippet
    }
}
