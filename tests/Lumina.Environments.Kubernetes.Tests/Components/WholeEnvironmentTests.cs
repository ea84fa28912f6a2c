using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Environments by a manager.</summary>
public sealed class WholeEnvironmentTests
{
    [SkippableFact]
    public async Task Two_environments_at_once_are_apart_and_leave_nothing()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();
        EnvironmentSnapshot[] made = await Task.WhenAll(lab.Manager.ProvisionAsync(KubernetesLab.Shop()), lab.Manager.ProvisionAsync(KubernetesLab.Shop()));
        (await lab.LeftAsync()).Should().BeEquivalentTo(made.Select(each => KubernetesLab.NamespaceOf(each.Id)));

        await lab.Manager.TerminateAsync(made[0].Id);
        (await lab.LeftAsync()).Should().Equal(KubernetesLab.NamespaceOf(made[1].Id));
        await lab.Manager.TerminateAsync(made[1].Id);
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task What_a_dead_process_has_left_is_swept_by_its_labels()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();
        await using KubernetesEnvironmentLab dead = await KubernetesEnvironmentLab.CreateAsync();
        ComponentContext context = await dead.NewAsync();
        context = new ComponentContext
        {
            EnvironmentId = context.EnvironmentId,
            EnvironmentName = "dead",
            Component = context.Component,
            ExternalName = context.ExternalName,
            Location = context.Location,
            Marks = context.Marks with { Installation = lab.Installation, ExpiresAt = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero) },
        };
        await dead.ProvisionAsync(context);

        SweepReport report = await lab.Manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });

        report.Items.Should().ContainSingle(item => item.Name == context.ExternalName).Which.Outcome.Should().Be(SweepOutcome.Removed);
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task An_environment_is_stopped_and_started()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(KubernetesLab.Shop());
        (await lab.Manager.StopAsync(environment.Id)).Status.Should().Be(EnvironmentStatus.Stopped);
        (await lab.Manager.StartAsync(environment.Id)).Status.Should().Be(EnvironmentStatus.Running);
        environment.Components.Should().OnlyContain(component => component.Location.Cluster != null && component.Location.Account != null, "cluster and context are recorded");
        await lab.Manager.TerminateAsync(environment.Id);
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_service_is_scaled_and_keeps_its_number_when_it_is_stopped_and_started()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(KubernetesLab.Shop());

        await lab.Manager.ScaleAsync(environment.Id, ComponentName.Service("api"), 3);

        (await PodsAsync()).Should().Be(3);
        await lab.Manager.StopAsync(environment.Id);
        await lab.Manager.StartAsync(environment.Id);
        (await PodsAsync()).Should().Be(3);
        await lab.Manager.ScaleAsync(environment.Id, ComponentName.Service("api"), 1);
        (await PodsAsync()).Should().Be(1);
        await lab.Manager.TerminateAsync(environment.Id);

        async Task<int?> PodsAsync() => (await lab.View.AppsV1.ReadNamespacedDeploymentAsync("api", KubernetesLab.NamespaceOf(environment.Id))).Status.ReadyReplicas;
    }

    [SkippableFact]
    public async Task What_somebody_changes_removes_and_adds_is_told_and_left_as_it_is()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync(write: (spec, component) =>
        {
            Stubs.WriteDeployment(spec, component);
            component.Add(KubernetesType.Secret, $"{spec.Name}-secret", new JsonObject { ["data"] = new JsonObject { ["KEY"] = "b3JpZ2luYWw=" } });
            component.Add(KubernetesType.ConfigMap, $"{spec.Name}-config", new JsonObject { ["data"] = new JsonObject { ["COLOR"] = "blue" } });
        });
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(KubernetesLab.Shop());
        string name = KubernetesLab.NamespaceOf(environment.Id);
        await lab.Manager.ExtendAsync(environment.Id, TimeSpan.FromHours(1));
        (await lab.Manager.DetectDriftAsync(environment.Id)).ToString().Should().Be("Environment 'shop': as it was made, as far as it was compared.");
        V1Patch change = new("""{"spec":{"replicas":2,"template":{"spec":{"containers":[{"name":"main","image":"registry.example/other:2"}]}}}}""", V1Patch.PatchType.StrategicMergePatch);
        V1Deployment deployment = await lab.View.AppsV1.PatchNamespacedDeploymentAsync(change, "api", name);
        await lab.View.CoreV1.PatchNamespacedSecretAsync(new V1Patch("""{"data":{"KEY":"Y2hhbmdlZA=="}}""", V1Patch.PatchType.MergePatch), "api-secret", name);
        await lab.View.CoreV1.DeleteNamespacedConfigMapAsync("worker-config", name);
        V1Deployment copy = new() { Metadata = new V1ObjectMeta { Name = "api-copy", Labels = deployment.Metadata.Labels }, Spec = deployment.Spec };
        await lab.View.AppsV1.CreateNamespacedDeploymentAsync(copy, name);

        DriftReport report = await lab.Manager.DetectDriftAsync(environment.Id);

        report.NotCompared.Should().BeEmpty();
        report.Drifts.Select(drift => drift.ToString()).Should().Equal(
            $"service/api: Deployment 'api' was changed (spec.replicas: 1 -> 2; spec.template.spec.containers[0].image: {Stubs.Image} -> registry.example/other:2)",
            "service/api: Secret 'api-secret' was changed (data.KEY: (secret) -> (secret))",
            "service/api: Deployment 'api-copy' was added",
            "service/worker: ConfigMap 'worker-config' was removed");
        (await lab.View.AppsV1.ReadNamespacedDeploymentAsync("api", name)).Spec.Replicas.Should().Be(2, "it only looks");
        await lab.Manager.TerminateAsync(environment.Id);
    }

    [SkippableFact]
    public async Task What_the_quota_does_not_allow_is_said_and_there_are_as_many_as_before()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync(options => options.PodQuota = 2);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(KubernetesLab.Single());

        EnvironmentException error = (await FluentActions.Awaiting(() => lab.Manager.ScaleAsync(environment.Id, ComponentName.Service("api"), 3)).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Contain("quota").And.EndWith("It was undone: there are 1 of service/api.");
        (await lab.Manager.FindAsync(environment.Id))!.IsUp.Should().BeTrue();
        await lab.Manager.TerminateAsync(environment.Id);
    }

    [SkippableFact]
    public async Task A_health_check_that_cannot_be_made_from_here_is_what_the_cluster_says_of_the_pods()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();
        EnvironmentSpec spec = KubernetesLab.Single(service => service with { Endpoints = [EndpointSpec.Http(8080)], HealthCheck = HealthCheckSpec.Http("/") });
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(spec);

        (await lab.Manager.CheckHealthAsync(environment.Id)).Verdict.Should().Be(HealthVerdict.Healthy);
        await lab.View.AppsV1.DeleteNamespacedDeploymentAsync("api", KubernetesLab.NamespaceOf(environment.Id));
        (await lab.Manager.CheckHealthAsync(environment.Id)).Verdict.Should().NotBe(HealthVerdict.Healthy);
        await lab.Manager.TerminateAsync(environment.Id);
    }

    [SkippableFact]
    public async Task Without_a_cluster_nothing_is_begun_and_one_fault_for_all_components_says_how_to_name_one()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync(options => options.KubeConfig = Path.Combine(Path.GetTempPath(), "no-such-kubeconfig"));

        Func<Task> provision = () => lab.Manager.ProvisionAsync(KubernetesLab.Shop());

        SpecificationFault fault = (await provision.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle().Subject;
        fault.Path.Should().Be("network, services[0], services[1]");
        fault.Problem.Should().Contain("no-such-kubeconfig").And.NotContain("Say where");
        fault.Fix.Should().Be("Say where it is in KUBECONFIG or KubernetesOptions.KubeConfig, and which of its contexts in Context.");
    }
}
