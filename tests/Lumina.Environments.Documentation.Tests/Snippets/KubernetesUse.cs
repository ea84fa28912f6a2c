namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class KubernetesUse
{
    public static async Task OpenAsync(EnvironmentSpec spec)
    {
        // snippet: kubernetes
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseKubernetes(options =>
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
}
