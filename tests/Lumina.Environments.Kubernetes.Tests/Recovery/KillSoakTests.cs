using System.Globalization;
using k8s;
using k8s.Models;
using Lumina.Environments.Kubernetes.TestHost;
using Lumina.Environments.Kills;

namespace Lumina.Environments.Kubernetes.Tests.Recovery;

/// <summary>A process is killed at a moment of an environment's life: another one finds what it left, and nothing is left that should not be, exists twice or was forgotten.</summary>
public sealed class KillSoakTests
{
    public const string SeedVariable = "LUMINA_SOAK_SEED";
    public const string KillsVariable = "LUMINA_SOAK_KUBERNETES_KILLS";

    private const int Seed = 20261128;
    private const int Kills = 6;

    /// <summary>An environment's whole life has about so many events.</summary>
    private const int Events = 60;
    private const int LongestDelay = 600;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static TheoryData<int, InterruptionPolicy, int, int> Moments()
    {
        Random random = new(Number(SeedVariable, Seed));
        TheoryData<int, InterruptionPolicy, int, int> moments = [];
        for (int i = 0; i < Number(KillsVariable, Kills); i++)
        {
            moments.Add(i + 1, i % 2 == 0 ? InterruptionPolicy.RollBack : InterruptionPolicy.Resume, random.Next(1, Events), random.Next(LongestDelay));
        }

        return moments;
    }

    [SkippableTheory]
    [Trait("Category", "Soak")]
    [MemberData(nameof(Moments))]
    public async Task A_process_killed_at_any_moment_loses_nothing_and_leaves_nothing(int kill, InterruptionPolicy onInterruption, int events, int milliseconds)
    {
        string kubeconfig = await TestCluster.RequireAsync();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lumina-kubernetes-");
        try
        {
            string installation = $"killed-{Guid.CreateVersion7():N}";
            string store = Path.Combine(directory.FullName, "store.db");
            using KilledHost host = new("Lumina.Environments.Kubernetes.TestHost", kubeconfig, installation, store, onInterruption.ToString());
            await host.UntilAsync(events);
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
            await host.KillAsync();
            await RecoverAsync(kubeconfig, installation, store, $"kill {kill}, {milliseconds} ms after '{host.Lines.LastOrDefault()}'");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task RecoverAsync(string kubeconfig, string installation, string store, string moment)
    {
        using k8s.Kubernetes view = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        await using EnvironmentManager manager = RecoveryLab.Manager(kubeconfig, installation, store, "second");
        RecoveryReport report = await manager.RecoverAsync().WaitAsync(Patience, TimeProvider.System);
        string killed = $"{moment}, and recovery says: {report}";
        report.Undecided.Should().BeEmpty(killed);
        await manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });

        EnvironmentSnapshot? environment = await manager.QueryAsync(new EnvironmentQuery()).SingleOrDefaultAsync() is { } found ? await manager.FindAsync(found.Id) : null;
        await IsTrueAsync(view, installation, environment, killed);
        if (environment is { IsActive: true })
        {
            await manager.TerminateAsync(environment.Id);
        }

        (await LeftAsync(view, installation)).Should().BeEmpty(killed);
    }

    /// <summary>What is there is what the environment says of itself: each once, or none.</summary>
    private static async Task IsTrueAsync(k8s.Kubernetes view, string installation, EnvironmentSnapshot? environment, string killed)
    {
        IReadOnlyList<string> there = await LeftAsync(view, installation);
        switch (environment?.Status)
        {
            case null or EnvironmentStatus.Terminated or EnvironmentStatus.Failed:
                there.Should().BeEmpty(killed);
                break;
            case EnvironmentStatus.Ready or EnvironmentStatus.Running:
                there.Should().Equal([$"{RecoveryLab.Prefix}-{environment.Id}"], killed);
                (await WorkloadsAsync(view, there[0])).Should().Equal(["api 1", "cache 1", "orders 1", "web 2"], killed);
                break;
            case EnvironmentStatus.Stopped:
                there.Should().Equal([$"{RecoveryLab.Prefix}-{environment.Id}"], killed);
                (await WorkloadsAsync(view, there[0])).Should().Equal(["api 0", "cache 0", "orders 0", "web 0"], killed);
                break;
            default:
                Assert.Fail($"The environment is {environment!.Status}: {killed}");
                break;
        }
    }

    /// <summary>The workloads, and how many pods of each are ready.</summary>
    private static async Task<IReadOnlyList<string>> WorkloadsAsync(k8s.Kubernetes view, string space)
    {
        V1DeploymentList deployments = await view.AppsV1.ListNamespacedDeploymentAsync(space);
        V1StatefulSetList sets = await view.AppsV1.ListNamespacedStatefulSetAsync(space);
        IEnumerable<(string Name, int Ready)> workloads = deployments.Items.Select(each => (each.Metadata.Name, each.Status.ReadyReplicas ?? 0)).Concat(sets.Items.Select(each => (each.Metadata.Name, each.Status.ReadyReplicas ?? 0)));
        return [.. workloads.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Name.Split('-')[0]} {each.Ready}")).Order(StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<string>> LeftAsync(k8s.Kubernetes view, string installation) =>
        [.. (await view.CoreV1.ListNamespaceAsync(labelSelector: $"{OwnershipMarks.InstallationMark}={installation}")).Items.Select(each => each.Metadata.Name)];

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
