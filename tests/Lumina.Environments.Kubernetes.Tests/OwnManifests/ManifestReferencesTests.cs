using k8s;
using k8s.Models;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What manifests of one's own get of other components, and give to them.</summary>
public sealed class ManifestReferencesTests
{
    [SkippableFact]
    public async Task They_get_what_others_give_and_give_their_services_to_others()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("k8s/web.yaml", ManifestsLab.Deployment("web"), "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}");
        KubernetesManifestsSpec shop = new("shop")
        {
            Folder = "k8s",
            Settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal) { ["DB"] = Reference.ConnectionString("orders"), ["KEY"] = new Secret("not-for-everybody") },
        };
        EnvironmentSpec spec = ManifestsLab.Spec(shop) with
        {
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
            Services = [new ServiceSpec("caller", ServiceSource.Image("registry.example/nothing:1")) { Settings = { ["WEB"] = new Reference(shop.ComponentName, "web") } }],
        };

        await using TestEnvironment made = await lab.Manager.OpenAsync(spec);

        string space = ManifestsLab.NamespaceOf(made);
        V1Secret settings = await lab.View.CoreV1.ReadNamespacedSecretAsync("shop-settings", space);
        System.Text.Encoding.UTF8.GetString(settings.Data["DB"]).Should().StartWith("Host=orders;Port=5432;");
        System.Text.Encoding.UTF8.GetString(settings.Data["KEY"]).Should().Be("not-for-everybody");
        (await lab.View.CoreV1.ListNamespacedConfigMapAsync(space)).Items.Should().Contain(map => map.Data != null && map.Data.Contains(KeyValuePair.Create("WEB", "http://web:80")));
    }
}
