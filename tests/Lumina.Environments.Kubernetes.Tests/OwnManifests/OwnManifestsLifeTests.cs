using k8s;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Manifests of one's own on a real cluster.</summary>
public sealed class OwnManifestsLifeTests
{
    private static readonly KubernetesManifestsSpec Shop = new("shop") { Folder = "k8s" };

    [SkippableFact]
    public async Task They_are_made_ready_stopped_started_as_they_are_then_and_gone()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("k8s/web.yaml", ManifestsLab.Deployment("web", 2), ManifestsLab.Deployment("plain"), ManifestsLab.Map("kept"), ManifestsLab.Map("old"));
        lab.Write("k8s/store.yaml", ManifestsLab.Deployment("store", 1).Replace("kind: Deployment", "kind: StatefulSet", StringComparison.Ordinal).Replace("spec:\n  replicas", "spec:\n  serviceName: store\n  replicas", StringComparison.Ordinal));
        await using TestEnvironment made = await lab.Manager.OpenAsync(ManifestsLab.Spec(Shop));
        string space = ManifestsLab.NamespaceOf(made);

        (await lab.Kubectl.GetAsync("pods", "-n", space)).Select(pod => pod.Condition("Ready").Text("status")).Should().Equal("True", "True", "True", "True");
        (await lab.Kubectl.GetAsync("deployments,statefulsets,configmaps", "-n", space, "-l", $"{OwnershipMarks.EnvironmentMark}={made.Id}")).Select(item => item.Name()).Should().BeEquivalentTo("web", "plain", "store", "kept", "old");

        (await lab.Manager.StopAsync(made.Id)).Status.Should().Be(EnvironmentStatus.Stopped);
        (await lab.Kubectl.GetAsync("pods", "-n", space)).Should().BeEmpty();

        lab.Write("k8s/web.yaml", ManifestsLab.Deployment("web", 2), ManifestsLab.Deployment("plain"), ManifestsLab.Map("kept", "changed"), ManifestsLab.Map("new"));
        (await lab.Manager.StartAsync(made.Id)).Status.Should().Be(EnvironmentStatus.Running);
        (await lab.Kubectl.GetAsync("pods", "-n", space)).Should().HaveCount(4);
        (await lab.NamesAsync(made, "configmaps")).Should().Contain(["kept", "new"]).And.NotContain("old");
        (await lab.View.CoreV1.ReadNamespacedConfigMapAsync("kept", space)).Data["value"].Should().Be("changed");

        Directory.Delete(lab.PathOf("k8s"), recursive: true); // nothing of it is needed any more
        await lab.Manager.TerminateAsync(made.Id);
        (await lab.Kubectl.GetAsync("namespaces", "--field-selector", $"metadata.name={space}")).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_component_that_goes_alone_takes_its_objects_with_it_and_nothing_else()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("k8s/a.yaml", ManifestsLab.Deployment("web"), ManifestsLab.Map("map"));
        lab.Write("more/a.yaml", ManifestsLab.Map("stays"));
        await using TestEnvironment made = await lab.Manager.OpenAsync(ManifestsLab.Spec(Shop, new KubernetesManifestsSpec("more") { Folder = "more" }));
        KubernetesOptions options = new() { KubeConfig = await TestCluster.RequireAsync() };
        using KubernetesClusters clusters = new(Options.Create(options), TimeProvider.System);
        using PortForwards forwards = new();
        KubernetesManifestsProvider provider = new(new KubernetesEnvironments(new KubernetesServices(Options.Create(options), clusters, new NamespaceEnder(), forwards, new NamespaceLooks(), TimeProvider.System, new TestRandom())));
        ComponentContext context = Contexts.Of(made.Id, Shop.ComponentName, location: made.Snapshot.Find(Shop.ComponentName)!.Location);

        await provider.DestroyAsync(context, CancellationToken.None);

        (await lab.NamesAsync(made, "deployments,pods,configmaps")).Should().BeEquivalentTo("kube-root-ca.crt", "stays");
        (await provider.ObserveAsync(context, CancellationToken.None)).Exists.Should().BeFalse();
    }

    [SkippableFact]
    public async Task What_the_cluster_refuses_is_told_in_its_words()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("k8s/a.yaml", ManifestsLab.Deployment("web").Replace("image: registry", "imagePullPolicy: Sometimes, image: registry", StringComparison.Ordinal));
        (await FailureAsync(lab, Shop)).Should().Contain("Can't patch Deployment 'web'").And.Contain("Unsupported value: \"Sometimes\"");

        lab.Write("k8s/a.yaml", ManifestsLab.Deployment("web").Replace("image: registry", "resources: {requests: {memory: 1Ti}, limits: {memory: 1Ti}}, image: registry", StringComparison.Ordinal));
        (await FailureAsync(lab, Shop)).Should().Contain("The cluster refuses the pods of Deployment 'web'").And.Contain("exceeded quota");
    }

    [SkippableFact]
    public async Task A_job_is_waited_for_until_it_is_done_and_stays_done_when_the_environment_stops_and_starts()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("k8s/job.yaml", "apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate}\nspec: {template: {spec: {restartPolicy: Never, terminationGracePeriodSeconds: 0, containers: [{name: main, image: registry.example/nothing:1}]}}}");
        Task<TestEnvironment> opening = lab.Manager.OpenAsync(ManifestsLab.Spec(Shop));
        await EndedJob.EndAsync(lab.View, "job-name=migrate", "Succeeded", opening);
        await using TestEnvironment made = await opening;

        await lab.Manager.StopAsync(made.Id);
        await lab.Manager.StartAsync(made.Id);

        (await lab.View.BatchV1.ReadNamespacedJobAsync("migrate", ManifestsLab.NamespaceOf(made))).Status.Succeeded.Should().Be(1);
    }

    private static async Task<string> FailureAsync(ManifestsLab lab, KubernetesManifestsSpec spec)
    {
        Func<Task> provision = () => lab.Manager.ProvisionAsync(ManifestsLab.Spec(spec));
        return (await provision.Should().ThrowAsync<EnvironmentException>()).Which.Message;
    }
}
