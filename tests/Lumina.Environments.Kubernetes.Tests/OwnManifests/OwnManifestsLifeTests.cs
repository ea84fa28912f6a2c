using k8s;
using k8s.Models;
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
        lab.Write("k8s/job.yaml", Job("1"));
        Task<TestEnvironment> opening = lab.Manager.OpenAsync(ManifestsLab.Spec(Shop));
        await EndedJob.EndAsync(lab.View, "job-name=migrate", "Succeeded", opening);
        await using TestEnvironment made = await opening;

        await lab.Manager.StopAsync(made.Id);
        await lab.Manager.StartAsync(made.Id);

        (await lab.View.BatchV1.ReadNamespacedJobAsync("migrate", ManifestsLab.NamespaceOf(made))).Status.Succeeded.Should().Be(1);
    }

    [SkippableFact]
    public async Task A_job_that_is_done_is_drift_when_its_manifest_says_something_else_and_is_done_anew_with_the_next_start()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("k8s/job.yaml", Job("1"));
        Task<TestEnvironment> opening = lab.Manager.OpenAsync(ManifestsLab.Spec(Shop));
        await EndedJob.EndAsync(lab.View, "job-name=migrate", "Succeeded", opening);
        await using TestEnvironment made = await opening;
        string first = (await lab.View.BatchV1.ReadNamespacedJobAsync("migrate", ManifestsLab.NamespaceOf(made))).Metadata.Uid;
        lab.Write("k8s/job.yaml", Job("2"));

        ResourceDrift drift = (await lab.Manager.DetectDriftAsync(made.Id)).Drifts.Should().ContainSingle().Subject;
        await lab.Manager.StopAsync(made.Id);
        Task starting = lab.Manager.StartAsync(made.Id);
        await EndedJob.EndAsync(lab.View, "job-name=migrate", "Succeeded", starting);
        await starting;

        drift.ToString().Should().Be("kubernetes-manifests/shop: Job 'migrate' was changed (spec.template: as it is written now -> as it was made)");
        V1Job second = await lab.View.BatchV1.ReadNamespacedJobAsync("migrate", ManifestsLab.NamespaceOf(made));
        second.Metadata.Uid.Should().NotBe(first);
        second.Spec.Template.Spec.Containers[0].Image.Should().EndWith(":2");
        second.Status.Succeeded.Should().Be(1);
    }

    [SkippableFact]
    public async Task What_its_manifests_want_without_pods_is_healthy_without_and_what_was_taken_out_of_them_is_drift()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("k8s/a.yaml", ManifestsLab.Deployment("web"), ManifestsLab.Deployment("optional", 0), "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: paused}\nspec: {schedule: '@daily', suspend: true, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: 'registry.example/nothing:1'}]}}}}}", ManifestsLab.Map("old"));
        await using TestEnvironment made = await lab.Manager.OpenAsync(ManifestsLab.Spec(Shop));

        (await made.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        await made.StopAsync();
        await made.StartAsync();
        (await lab.View.AppsV1.ReadNamespacedDeploymentAsync("optional", ManifestsLab.NamespaceOf(made))).Spec.Replicas.Should().Be(0);
        (await lab.Kubectl.GetAsync("cronjobs", "-n", ManifestsLab.NamespaceOf(made))).Single().At("spec", "suspend")!.GetValue<bool>().Should().BeTrue();
        (await made.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);

        lab.Write("k8s/a.yaml", ManifestsLab.Deployment("web"), ManifestsLab.Deployment("optional", 0));
        (await lab.Manager.DetectDriftAsync(made.Id)).Drifts.Select(drift => drift.ToString()).Should().BeEquivalentTo(
            "kubernetes-manifests/shop: ConfigMap 'old' was added", "kubernetes-manifests/shop: CronJob 'paused' was added");
    }

    [SkippableFact]
    public async Task What_the_cluster_lets_nobody_change_is_named_with_what_to_do()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        lab.Write("k8s/a.yaml", ManifestsLab.Deployment("web"));
        await using TestEnvironment made = await lab.Manager.OpenAsync(ManifestsLab.Spec(Shop));
        await lab.Manager.StopAsync(made.Id);
        lab.Write("k8s/a.yaml", ManifestsLab.Deployment("web").Replace("app: \"web\"", "app: \"other\"", StringComparison.Ordinal));

        Func<Task> start = () => lab.Manager.StartAsync(made.Id);

        (await start.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should()
            .Contain($"Can't patch Deployment 'web' in namespace '{ManifestsLab.NamespaceOf(made)}': of one that exists spec.selector can't be changed.")
            .And.Contain($"delete it (kubectl delete deployments web -n {ManifestsLab.NamespaceOf(made)})");
    }

    private static string Job(string tag) =>
        $"apiVersion: batch/v1\nkind: Job\nmetadata: {{name: migrate}}\nspec: {{template: {{spec: {{restartPolicy: Never, terminationGracePeriodSeconds: 0, containers: [{{name: main, image: 'registry.example/nothing:{tag}'}}]}}}}}}";

    private static async Task<string> FailureAsync(ManifestsLab lab, KubernetesManifestsSpec spec)
    {
        Func<Task> provision = () => lab.Manager.ProvisionAsync(ManifestsLab.Spec(spec));
        return (await provision.Should().ThrowAsync<EnvironmentException>()).Which.Message;
    }
}
