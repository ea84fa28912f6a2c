using System.Text.Json;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What can be said of manifests of one's own.</summary>
public sealed class ManifestsSpecTests
{
    [Fact]
    public void A_spec_is_the_same_after_it_was_written_and_read()
    {
        KubernetesManifestsSpec spec = new("shop")
        {
            Chart = new HelmChart("./chart") { ValuesFiles = ["a.yaml"], Values = Values("db.host", new Reference(ComponentName.Database("orders"), OutputNames.Host)) },
            Settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal) { ["DB"] = Reference.ConnectionString("orders"), ["TEXT"] = "a ${b}", ["KEY"] = Secret.FromEnvironmentVariable("KEY") },
        };

        string json = JsonSerializer.Serialize(spec, KubernetesManifestsJson.Default.KubernetesManifestsSpec);
        KubernetesManifestsSpec read = JsonSerializer.Deserialize(json, KubernetesManifestsJson.Default.KubernetesManifestsSpec)!;

        read.Chart.Should().BeEquivalentTo(spec.Chart);
        read.Settings.Should().Equal(spec.Settings);
        read.References.Should().BeEquivalentTo([Reference.ConnectionString("orders"), new Reference(ComponentName.Database("orders"), OutputNames.Host)]);
    }

    [Fact]
    public void A_secret_that_was_given_as_it_is_is_not_written() => JsonSerializer.Serialize(
        new KubernetesManifestsSpec("shop") { Folder = "k8s", Settings = Values("KEY", new Secret("not-for-everybody")) }, KubernetesManifestsJson.Default.KubernetesManifestsSpec).Should().NotContain("not-for-everybody").And.Contain("stored");

    [Fact]
    public void What_is_left_out_in_json_has_its_default()
    {
        KubernetesManifestsSpec read = JsonSerializer.Deserialize("""{"chart":{"path":"./c"}}""", KubernetesManifestsJson.Default.KubernetesManifestsSpec)!;
        (read.Settings.Count, read.Chart!.Values.Count, read.Chart.ValuesFiles.Count).Should().Be((0, 0, 0));
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        KubernetesManifestsSpec spec = new("shop")
        {
            Folder = "k8s",
            Settings = Values("1st", "x"),
            Chart = new HelmChart("./c") { ReleaseName = "Shop", Values = new Dictionary<string, SettingValue>(StringComparer.Ordinal) { ["a."] = "x", ["b"] = "x", ["b.c"] = "x" } },
        };

        spec.Validate().Select(fault => $"{fault.Path}: {fault.Problem}").Should().BeEquivalentTo(
            ": It has to be made from exactly one of folder, kustomization and chart.",
            "settings.1st: '1st' is no name of a setting.",
            "chart.releaseName: 'Shop' is no name of a release.",
            "chart.values.a.: 'a.' is no path of a value.",
            "chart.values.b: 'b' is a text, and 'b.c' is to be within it.");
        new KubernetesManifestsSpec("shop").Validate().Should().ContainSingle();
        new KubernetesManifestsSpec("shop") { Folder = " " }.Validate().Should().ContainSingle().Which.Path.Should().Be("folder");
    }

    private static Dictionary<string, SettingValue> Values(string name, SettingValue value) => new(StringComparer.Ordinal) { [name] = value };
}
