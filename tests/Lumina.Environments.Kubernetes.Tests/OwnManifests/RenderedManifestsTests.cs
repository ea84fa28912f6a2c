using k8s;
using k8s.Models;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Manifests that the user's programs print, on a real cluster.</summary>
public sealed class RenderedManifestsTests
{
    [SkippableFact]
    public async Task A_kustomization_is_rendered_by_kubectl()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("base/web.yaml", ManifestsLab.Deployment("web"));
        lab.Write("base/kustomization.yaml", "resources: [web.yaml]");
        lab.Write("overlays/test/kustomization.yaml", "resources: [../../base]\nnamePrefix: test-\nreplicas: [{name: web, count: 2}]\nconfigMapGenerator: [{name: settings, literals: [A=b]}]");
        await using TestEnvironment made = await lab.Manager.OpenAsync(ManifestsLab.Spec(new KubernetesManifestsSpec("shop") { Kustomization = "./overlays/test" }));

        (await lab.View.AppsV1.ReadNamespacedDeploymentAsync("test-web", ManifestsLab.NamespaceOf(made))).Status.ReadyReplicas.Should().Be(2);
        (await lab.NamesAsync(made, "configmaps")).Should().Contain(name => name.StartsWith("test-settings-", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_chart_is_rendered_by_helm_with_its_values_and_no_secret_is_on_its_command_line()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync(options => options.HelmPath = null);
        await using ManifestsLab helm = await ManifestsLab.CreateAsync(options => options.HelmPath = lab.PathOf("helm"));
        lab.WriteProgram("helm", $"""
            #!/bin/sh
            # Prints as helm template does, and notes what it was told.
            values=$(cat)
            echo "$*" >> {lab.PathOf("arguments")}
            echo "---"
            echo "# Source: chart/templates/map.yaml"
            echo "apiVersion: v1"
            echo "kind: ConfigMap"
            echo "metadata:"
            echo "  name: $2-values"
            echo "  namespace: $5"
            echo "data:"
            echo "  values: '$values'"
            """);
        helm.Write("chart/Chart.yaml", "name: chart");
        helm.Write("values.yaml", "replicas: 2");
        KubernetesManifestsSpec shop = new("shop")
        {
            Chart = new HelmChart("./chart")
            {
                ReleaseName = "release",
                ValuesFiles = ["values.yaml"],
                Values = new Dictionary<string, SettingValue>(StringComparer.Ordinal) { ["db.host"] = new Reference(ComponentName.Database("orders"), OutputNames.Host), ["db.key"] = new Secret("not-for-everybody") },
            },
        };
        await using TestEnvironment made = await helm.Manager.OpenAsync(ManifestsLab.Spec(shop) with { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });

        V1ConfigMap map = await helm.View.CoreV1.ReadNamespacedConfigMapAsync("release-values", ManifestsLab.NamespaceOf(made));
        map.Data["values"].Should().Be("""{"db":{"host":"orders","key":"not-for-everybody"}}""");
        string[] told = await File.ReadAllLinesAsync(lab.PathOf("arguments"));
        told[0].Should().ContainAll([" --api-versions v1 ", " --api-versions apps/v1 ", " --api-versions networking.k8s.io/v1 "], "a chart asks what the cluster has");
        told[0].Should().StartWith($"template release {helm.PathOf("chart")} --namespace pending --skip-tests --kube-version v").And.EndWith($" --values {helm.PathOf("values.yaml")} --values -");
        told[^1].Should().Be(told[0].Replace("pending", ManifestsLab.NamespaceOf(made), StringComparison.Ordinal));
    }
}
