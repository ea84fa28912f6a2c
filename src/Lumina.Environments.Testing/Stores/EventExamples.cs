namespace Lumina.Environments.Testing;

/// <summary>One example of each event, and one that only a newer version of the library knows.</summary>
internal static class EventExamples
{
    private const string Awkward = "it's \"quoted\" \\ ${x} %{y}\näöü 日本語 👍\t";

    private static readonly ComponentName Orders = StoreJournal.Orders;
    private static readonly ComponentLocation Place = new() { Region = "eu-central-1", Namespace = "checkout" };
    private static readonly DateTimeOffset Time = new(2026, 1, 31, 8, 15, 0, TimeSpan.Zero);

    /// <summary>All that may follow the first event of a journal before its last.</summary>
    public static IReadOnlyList<EnvironmentEvent> All =>
    [
        new ProvisioningSucceeded(TimeSpan.FromMilliseconds(812)),
        new ProvisioningFailed(Awkward, [Orders], [ComponentName.Service("api"), ComponentName.Network]),
        new StartRequested(),
        new EnvironmentStarted(),
        new StartFailed(Awkward),
        new StopRequested(),
        new EnvironmentStopped([Orders]),
        new StopFailed(Awkward),
        new EnvironmentReset([Orders]),
        new ExpiryExtended(Time + TimeSpan.FromHours(8)),
        new ExpiryExtended(ExpiresAt: null),
        new TerminationStarted(Awkward),
        new TerminationFailed(Awkward, [Orders]),
        new RecoveryStarted(Awkward),
        new EnvironmentFailed(Awkward),
        new StepIntended(Orders, StepAction.Provision, "local", "orders-3m9x2c7q1k0v", Place) { Credentials = ["password"] },
        new AttemptFailed(Orders, StepAction.Provision, 1, Awkward, IsTransient: true),
        new ResourceRecorded(Orders, new ComponentResource("aws_db_instance", Awkward, "db-1")
        {
            Configuration = new Dictionary<string, string>(StringComparer.Ordinal) { [Awkward] = Awkward },
            Status = "available",
            CreatedAt = Time,
            HourlyCost = 0.018m,
        }),
        new ProviderRecordKept(Orders),
        new ComponentProvisioned(Orders, Outputs(), TimeSpan.FromTicks(7)),
        new ComponentStarted(Orders, Outputs(), TimeSpan.FromMilliseconds(90)),
        new ComponentStopped(Orders, TimeSpan.FromDays(15)),
        new ComponentReset(Orders, TimeSpan.Zero) { Result = new ResetResult(ResetWay.Swap, KeptSessions: false) { Reason = "its schema had changed" } },
        new StepIntended(Orders, StepAction.Scale, "local", "orders-3m9x2c7q1k0v", Place) { Count = 0 },
        new ComponentScaled(Orders, 0, Outputs(), TimeSpan.FromMilliseconds(420)),
        new ComponentPaused(Orders),
        new ComponentUnpaused(Orders),
        new ComponentDestroyed(Orders, TimeSpan.FromSeconds(2)),
        new StepFailed(Orders, StepAction.Provision, Awkward, 3, InDoubt: true),
        new StepFailed(Orders, StepAction.Reset, Awkward, 1, InDoubt: false) { LeftWhole = true },
        new HealthCheckFailed(Orders, Awkward, Required: true),
        new HealthCheckRecovered(Orders),
        new EnvironmentUnhealthy(50, Awkward),
        new EnvironmentHealthy(100),
        new HealingStarted(Orders, 1, 3),
        new HealingSucceeded(Orders),
        new HealingFailed(Orders, Awkward),
    ];

    /// <summary>What is read of an event that a newer version has written.</summary>
    public static EnvironmentEvent Unknown(EnvironmentEventJson json, EnvironmentEvent model) =>
        json.Read(json.Write(model).Replace("\"environmentHealthy\"", "\"environmentPraised\"", StringComparison.Ordinal));

    private static ComponentOutputs Outputs() => ComponentOutputs.Empty
        .With(OutputNames.Host, "127.0.0.1", Vantage.Host)
        .With(OutputNames.Host, "orders", Vantage.Network)
        .With("awkward", Awkward);
}
