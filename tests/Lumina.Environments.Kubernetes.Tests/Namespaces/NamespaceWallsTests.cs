using k8s;
using k8s.Models;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>The bounds and walls of an environment, when somebody takes them down.</summary>
public sealed class NamespaceWallsTests
{
    [SkippableFact]
    public async Task Whoever_takes_bounds_and_walls_away_is_told_of_and_the_next_start_puts_them_back()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync(options => options.Owners["tests"] = [KubernetesSubject.Group("testers")]);
        EnvironmentSnapshot made = await lab.Manager.ProvisionAsync(KubernetesLab.Shop());
        string name = KubernetesLab.NamespaceOf(made.Id);
        (await lab.Manager.DetectDriftAsync(made.Id)).Drifts.Should().BeEmpty();
        await lab.View.NetworkingV1.DeleteNamespacedNetworkPolicyAsync("default-deny", name);
        await lab.View.CoreV1.DeleteNamespacedResourceQuotaAsync("environment", name);
        await lab.View.CoreV1.DeleteNamespacedLimitRangeAsync("environment", name);
        await lab.View.RbacAuthorizationV1.DeleteNamespacedRoleAsync("environment-owner", name);
        await PatchAsync("""{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":null,"lumina-environment":null},"annotations":{"lumina-owner":"mallory"}}}""");

        DriftReport report = await lab.Manager.DetectDriftAsync(made.Id);
        await lab.Manager.StopAsync(made.Id);
        await lab.Manager.StartAsync(made.Id);

        report.NotCompared.Should().BeEmpty();
        report.Drifts.Select(drift => drift.ToString()).Should().BeEquivalentTo(
            $"network: Namespace '{name}' was changed (metadata.labels.lumina-environment: {made.Id} -> nothing; metadata.labels['pod-security.kubernetes.io/enforce']: privileged -> nothing; metadata.annotations.lumina-owner: tests -> mallory)",
            "network: ResourceQuota 'environment' was removed",
            "network: LimitRange 'environment' was removed",
            "network: NetworkPolicy 'default-deny' was removed",
            "network: Role 'environment-owner' was removed");
        (await lab.Manager.DetectDriftAsync(made.Id)).Drifts.Should().BeEmpty();
        V1Namespace seen = (await lab.FindAsync(made.Id))!;
        seen.Metadata.Labels.Should().Contain("pod-security.kubernetes.io/enforce", "privileged").And.Contain(OwnershipMarks.EnvironmentMark, made.Id.Value);
        seen.Metadata.Annotations.Should().Contain(OwnershipMarks.OwnerMark, "tests");
        await lab.Manager.TerminateAsync(made.Id);

        Task PatchAsync(string patch) => lab.View.CoreV1.PatchNamespaceAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), name);
    }

    [SkippableFact]
    public async Task A_wall_that_somebody_has_changed_is_a_conflict_at_the_next_start_and_no_silence()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();
        EnvironmentSnapshot made = await lab.Manager.ProvisionAsync(KubernetesLab.Single());
        V1Patch open = new("""{"spec":{"egress":[{}]}}""", V1Patch.PatchType.MergePatch);
        await lab.View.NetworkingV1.PatchNamespacedNetworkPolicyAsync(open, "default-deny", KubernetesLab.NamespaceOf(made.Id), fieldManager: "somebody");
        (await lab.Manager.DetectDriftAsync(made.Id)).Drifts.Should().ContainSingle().Which.ToString().Should().Contain("NetworkPolicy 'default-deny' was changed (spec.egress");

        await lab.Manager.StopAsync(made.Id);
        Func<Task> start = () => lab.Manager.StartAsync(made.Id);

        (await start.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain("'somebody' owns the field .spec.egress");
        await lab.Manager.TerminateAsync(made.Id);
    }

    [SkippableTheory]
    [InlineData("""{"metadata":{"annotations":{"lumina-expires-at":null}}}""", "the annotation lumina-expires-at)")]
    [InlineData("""{"metadata":{"annotations":{"lumina-expires-at":"soon"}}}""", "the annotation lumina-expires-at, which is no time)")]
    public async Task A_namespace_that_has_lost_marks_is_named_by_a_sweep_and_refuses_a_change_that_leaves_its_environment_as_it_was(string patch, string lost)
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();
        EnvironmentSnapshot made = await lab.Manager.ProvisionAsync(KubernetesLab.Single());
        string name = KubernetesLab.NamespaceOf(made.Id);
        string expiry = (await lab.FindAsync(made.Id))!.Metadata.Annotations[OwnershipMarks.ExpiresAtMark];
        await PatchAsync(patch);

        SweepReport report = await lab.Manager.SweepAsync(new SweepOptions { DryRun = true, Grace = TimeSpan.Zero });
        Func<Task> scale = () => lab.Manager.ScaleAsync(made.Id, ComponentName.Service("api"), 2);

        SweptItem item = report.Items.Should().ContainSingle(item => item.Name == name).Which;
        (item.Outcome, item.Reason.Contains(lost, StringComparison.Ordinal)).Should().Be((SweepOutcome.Kept, true), item.Reason);
        (await scale.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain(lost).And.NotContain("is Failed");
        (await lab.Manager.FindAsync(made.Id))!.Status.Should().Be(EnvironmentStatus.Ready);
        await PatchAsync($$"""{"metadata":{"annotations":{"lumina-expires-at":"{{expiry}}"} } }""");
        await lab.Manager.TerminateAsync(made.Id);

        Task PatchAsync(string change) => lab.View.CoreV1.PatchNamespaceAsync(new V1Patch(change, V1Patch.PatchType.MergePatch), name);
    }

    [SkippableFact]
    public async Task What_is_noted_of_a_component_and_gone_is_told_as_what_it_is()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync();
        EnvironmentSnapshot made = await lab.Manager.ProvisionAsync(KubernetesLab.Shop());
        string annotation = $"lumina-components/{made.Find(ComponentName.Service("worker"))!.ExternalName}";
        await lab.View.CoreV1.PatchNamespaceAsync(new V1Patch($$"""{"metadata":{"annotations":{"{{annotation}}":null} } }""", V1Patch.PatchType.MergePatch), KubernetesLab.NamespaceOf(made.Id));

        (await lab.Manager.DetectDriftAsync(made.Id)).Drifts.Should().ContainSingle().Which.ToString().Should().Contain(annotation);
        Func<Task> scale = () => lab.Manager.ScaleAsync(made.Id, ComponentName.Service("worker"), 2);
        (await scale.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain(annotation);
        await lab.Manager.TerminateAsync(made.Id);
    }

    [SkippableFact]
    public async Task A_service_of_which_some_pods_are_ready_is_warned_of_and_not_started_anew()
    {
        await using KubernetesLab lab = await KubernetesLab.CreateAsync(options => options.PodQuota = 2);
        EnvironmentSnapshot made = await lab.Manager.ProvisionAsync(KubernetesLab.Single());
        await lab.View.AppsV1.PatchNamespacedDeploymentScaleAsync(new V1Patch("""{"spec":{"replicas":4}}""", V1Patch.PatchType.MergePatch), "api", KubernetesLab.NamespaceOf(made.Id));

        EnvironmentHealth health = await lab.Manager.CheckHealthAsync(made.Id);

        HealthCheckResult check = health.Checks.Should().ContainSingle().Which;
        (health.Verdict, check.Outcome).Should().Be((HealthVerdict.Healthy, HealthOutcome.Warn), check.Message);
        check.Message.Should().Contain("of 4 pods ready");
        await lab.Manager.TerminateAsync(made.Id);
    }
}
