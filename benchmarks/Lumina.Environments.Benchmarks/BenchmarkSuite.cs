namespace Lumina.Environments.Benchmarks;

/// <summary>A class of benchmarks and what it aims at.</summary>
/// <param name="Type">The class.</param>
/// <param name="Aims">The aims.</param>
internal sealed record BenchmarkSuite(Type Type, params Aim[] Aims)
{
    public static IReadOnlyList<BenchmarkSuite> All { get; } =
    [
        new(typeof(Overhead), Aim.Ratio("overhead", nameof(Overhead.Environment), nameof(Overhead.HandWritten), 20), Aim.Allocation("overhead-memory", nameof(Overhead.Environment), 60)),
        new(typeof(ManyAtOnce), Aim.Seconds("10000-at-once", nameof(ManyAtOnce.Environments), 2), Aim.Custom("10000-at-once-memory", nameof(ManyAtOnce.Environments), "MB", 200)),
        new(typeof(CriticalPath), Aim.Custom("critical-path", nameof(CriticalPath.Environment), "times the longest path", 1.01)),
        new(typeof(EventDelivery), Aim.Ratio("events-with-a-stuck-subscriber", nameof(EventDelivery.OneStuck), nameof(EventDelivery.NoneStuck), 1.1), Aim.Custom("events-buffered-for-the-stuck-one", nameof(EventDelivery.OneStuck), "MB", 1)),
        new(typeof(WebApiStart), Aim.Ratio("web-api-start", nameof(WebApiStart.Service), nameof(WebApiStart.BareProcess), 1.15)),
        new(typeof(PostgreSqlStart), Aim.Ratio("postgresql-cold-start", nameof(PostgreSqlStart.Database), nameof(PostgreSqlStart.InitdbAndStart), 0.15)),
        new(typeof(SeededDatabase), Aim.Ratio("seeded-database", nameof(SeededDatabase.Environment), nameof(SeededDatabase.PlainCopy), 0.6)),
        new(typeof(RentedDatabases), Aim.Custom("rented-database-first-answer", nameof(RentedDatabases.Rented), "ms", 15), Aim.Ratio("200-rented-databases", nameof(RentedDatabases.Rented), nameof(RentedDatabases.PlainCopies), 0.6), Aim.Ratio("200-rented-databases-same-password", nameof(RentedDatabases.RentedWithTheSamePassword), nameof(RentedDatabases.PlainCopies), 0.6)),
        new(
            typeof(Containers),
            Aim.Ratio("containers-first-environment", nameof(Containers.FirstEnvironment), nameof(Containers.ByHand), 1.05),
            Aim.Ratio("containers-later-environment", nameof(Containers.LaterEnvironment), nameof(Containers.ByHand), 0.25),
            Aim.Seconds("containers-reset", nameof(Containers.Reset), 0.05)),
        new(
            typeof(TerraformEnvironments),
            Aim.Ratio("aws-environment", nameof(TerraformEnvironments.Environment), nameof(TerraformEnvironments.BareCommands), 0.9),
            Aim.Custom("aws-four-environments-at-once", nameof(TerraformEnvironments.FourAtOnce), "times as many bare ones", 0.6),
            Aim.Stated("aws-four-environments-at-once-memory", nameof(TerraformEnvironments.FourAtOnce), "MB"),
            Aim.Stated("aws-bare-init", nameof(TerraformEnvironments.BareCommands), "s of init in the bare one")),
        new(
            typeof(KubernetesEnvironments),
            Aim.Ratio("kubernetes-environment", nameof(KubernetesEnvironments.Environment), nameof(KubernetesEnvironments.Kubectl), 0.8),
            Aim.Custom("kubernetes-twenty-at-once", nameof(KubernetesEnvironments.TwentyAtOnce), "times as many one after the other", 0.5),
            Aim.Stated("kubernetes-environment-objects", nameof(KubernetesEnvironments.Environment), "objects"),
            Aim.Stated("kubernetes-environment-requests", nameof(KubernetesEnvironments.Environment), "requests")),
        new(typeof(DatabaseReset), Aim.Ratio("database-reset", nameof(DatabaseReset.Reset), nameof(DatabaseReset.RespawnAndSeed), 0.1)),
        new(typeof(FirstTestRun), Aim.Custom("first-test-with-a-database", nameof(FirstTestRun.WithDatabase), "s more", 1)),
        new(typeof(StoreAppend), Aim.Ratio("store-append-at-256", nameof(StoreAppend.Environments256), nameof(StoreAppend.BareOneTransactionEach), 0.1)),
        new(typeof(StoreRecovery), Aim.Seconds("store-recovery-of-200000-events", nameof(StoreRecovery.Journals), 4)),
        new(typeof(StoreQuery), Aim.Seconds("store-query-page", nameof(StoreQuery.PageOfOwnerAndStatus), 0.005)),
    ];

    public string Name => Type.Name;

    /// <summary>Why it cannot run here; null where it can.</summary>
    public string? WhyNot() => Type.GetMethod("WhyNot")?.Invoke(null, null) as string;
}
