namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What is wrong with manifests is told before anything is made, all at once.</summary>
public sealed class ManifestFaultTests
{
    private static readonly KubernetesManifestsSpec Folder = new("shop") { Folder = "k8s" };

    [SkippableFact]
    public async Task Every_object_that_cannot_be_a_part_of_an_environment_is_named_with_its_place()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write(
            "k8s/a.yaml",
            ManifestsLab.Map("good"),
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: other}",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: elsewhere, namespace: other}",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: some-}",
            "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}",
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: open}",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: bare}");
        lab.Write("k8s/inner/b.json", """{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"good"}},{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}},{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"UPPER"}}]}""");

        IReadOnlyList<string> faults = await lab.FaultsAsync(ManifestsLab.Spec(Folder));

        faults.Should().HaveCount(9).And.OnlyContain(fault => fault.StartsWith("components[0].folder: ", StringComparison.Ordinal));
        string all = string.Join('\n', faults);
        all.Should().Contain("a.yaml, line 6: Namespace 'other' is an object of the cluster, not of a namespace.")
            .And.Contain("a.yaml, line 10: ConfigMap 'elsewhere' names the namespace 'other'.")
            .And.Contain("a.yaml, line 14: it is no object of Kubernetes: apiVersion, kind or metadata.name is missing.")
            .And.Contain("a.yaml, line 18: the cluster has no Widget of example.com/v1.")
            .And.Contain("NetworkPolicy 'open' is refused: the bounds and walls of the namespace are the environment's own.")
            .And.Contain("Pod 'bare' is refused")
            .And.Contain("inner/b.json, line 1: ConfigMap 'good' is there already, in a.yaml, line 1.")
            .And.Contain("ServiceAccount 'default' is one that the environment has already.")
            .And.Contain("'UPPER' is no name of an object.");
        (await lab.Manager.QueryAsync(new EnvironmentQuery()).ToListAsync()).Should().BeEmpty("nothing was made");
    }

    [SkippableFact]
    public async Task Yaml_that_is_none_is_told_with_file_and_line()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("k8s/bad.yaml", "apiVersion: v1\nkind: ConfigMap\n  metadata: {name: x}\n");
        lab.Write("k8s/worse.yaml", "a: [1, 2\nb: 3\n");

        (await lab.FaultsAsync(ManifestsLab.Spec(Folder))).Should().ContainSingle().Which.Should().StartWith("components[0].folder: bad.yaml, line 3, column ").And.Contain("worse.yaml is no YAML", "all are told at once");
    }

    [SkippableFact]
    public async Task What_is_missing_on_this_machine_is_told_for_every_component()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync(options => (options.KubectlPath, options.HelmPath) = ("/no/such/kubectl", "/no/such/helm"));
        lab.Write("kustomize/kustomization.yaml", "resources: []");
        lab.Write("chart/Chart.yaml", "name: x");
        lab.Write("empty/readme.txt", "no manifest");

        IReadOnlyList<string> faults = await lab.FaultsAsync(ManifestsLab.Spec(
            Folder,
            new KubernetesManifestsSpec("empty") { Folder = "empty" },
            new KubernetesManifestsSpec("kustomized") { Kustomization = "./kustomize" },
            new KubernetesManifestsSpec("charted") { Chart = new HelmChart("./chart") },
            new KubernetesManifestsSpec("valued") { Chart = new HelmChart("./chart") { ValuesFiles = ["none.yaml"] } },
            new KubernetesManifestsSpec("chartless") { Chart = new HelmChart("./nothing") }));

        faults.Should().HaveCount(6);
        faults[0].Should().StartWith($"components[0].folder: The directory '{lab.PathOf("k8s")}' is not there.");
        faults[1].Should().Contain($"In '{lab.PathOf("empty")}' there is no manifest.");
        faults[2].Should().StartWith("components[2].kustomization: 'kubectl' was not found. Looked at: the given path /no/such/kubectl. Install kubectl, or say where it is in KubernetesOptions.KubectlPath.");
        faults[3].Should().StartWith("components[3].chart: 'helm' was not found.");
        faults[4].Should().Contain($"The file of values '{lab.PathOf("none.yaml")}' is not there.");
        faults[5].Should().Contain($"The chart '{lab.PathOf("nothing")}' is not there.");
    }

    [SkippableFact]
    public async Task A_program_that_fails_is_told_with_what_it_said()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("k8s/kustomization.yaml", "resources: [missing.yaml]");

        (await lab.FaultsAsync(ManifestsLab.Spec(new KubernetesManifestsSpec("shop") { Kustomization = "./k8s" }))).Should().ContainSingle().Which.Should().Contain("'kubectl kustomize ").And.Contain("ended with 1: ").And.Contain("missing.yaml");
    }

    [SkippableFact]
    public async Task Two_components_that_are_the_same_object_are_told()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("k8s/a.yaml", ManifestsLab.Map("shared"), "apiVersion: v1\nkind: Service\nmetadata: {name: orders}\nspec: {ports: [{port: 80}]}");
        EnvironmentSpec spec = ManifestsLab.Spec(Folder, Folder with { Name = "again" }) with { Databases = [new DatabaseSpec("orders", DatabaseType.Redis)] };

        (await lab.FaultsAsync(spec)).Should().ContainSingle().Which.Should()
            .Contain("ConfigMap 'shared' is in kubernetes-manifests/shop and in kubernetes-manifests/again").And.Contain("Service 'orders' is in database/orders and in kubernetes-manifests/shop");
    }
}
