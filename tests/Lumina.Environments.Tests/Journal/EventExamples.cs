namespace Lumina.Environments.Tests.Journal;

/// <summary>One example of each event, as <c>docs/events.md</c> shows them.</summary>
internal static class EventExamples
{
    private static readonly EnvironmentId Id = EnvironmentId.Parse("01k5d3v8q2m4x7n9c6b1a0z3y5");
    private static readonly ComponentName Orders = ComponentName.Database("orders");
    private static readonly ComponentName Api = ComponentName.Service("api");
    private static readonly ComponentLocation Place = new() { Region = "eu-central-1", Namespace = "checkout" };
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 8, 15, 0, TimeSpan.Zero);

    public static IReadOnlyList<EnvironmentEvent> All { get; } = Stamped(
        new ProvisioningStarted(Spec(), "/repo", Start + EnvironmentSpec.DefaultLifetime, [new PlannedComponent(Orders, "local", "orders-3m9x2c7q1k0v", ComponentLocation.Only, []), new PlannedComponent(Api, "local", "api-9f4h1n8r5t2w", Place, [Orders])])
        {
            Process = new LeaseHolder("8f3a0c6e5d2b41779e10", "build-7/5b1d7c1e", 4711, 182_043),
            EndsWithProcess = true,
        },
        new ProvisioningSucceeded(TimeSpan.FromMilliseconds(812)),
        new ProvisioningFailed("service/api exited with code 1.", [Orders], [Api]),
        new StartRequested(),
        new EnvironmentStarted(),
        new StartFailed("service/api was not ready within 00:01:00."),
        new StopRequested(),
        new EnvironmentStopped([Orders]),
        new StopFailed("service/api did not stop."),
        new EnvironmentReset([Orders]),
        new ExpiryExtended(Start + TimeSpan.FromHours(8)),
        new TerminationStarted("it expired"),
        new EnvironmentTerminated(),
        new TerminationFailed("database/orders could not be destroyed.", [Orders]),
        new RecoveryStarted("process 4711 on build-7, to which it belonged, is gone"),
        new EnvironmentFailed("service/api was restarted 3 times within 01:00:00."),
        new StepIntended(Orders, StepAction.Provision, "local", "orders-3m9x2c7q1k0v", Place) { Credentials = ["password"] },
        new AttemptFailed(Orders, StepAction.Provision, 1, "The server did not answer.", IsTransient: true),
        new ResourceRecorded(Orders, new ComponentResource("aws_db_instance", "orders", "db-1")
        {
            Configuration = new Dictionary<string, string>(StringComparer.Ordinal) { ["engine"] = "postgres" },
            Status = "available",
            CreatedAt = Start,
            HourlyCost = 0.018m,
        }),
        new ProviderRecordKept(Orders),
        new ComponentProvisioned(Orders, Outputs(), TimeSpan.FromMilliseconds(240)),
        new ComponentStarted(Orders, Outputs(), TimeSpan.FromMilliseconds(90)),
        new ComponentStopped(Api, TimeSpan.FromMilliseconds(15)),
        new ComponentReset(Orders, TimeSpan.FromMilliseconds(8)) { Result = new ResetResult(ResetWay.Swap, KeptSessions: false) { Reason = "its schema had changed" } },
        new ComponentScaled(Api, 3, ComponentOutputs.Empty, TimeSpan.FromMilliseconds(420)),
        new ComponentPaused(Api),
        new ComponentUnpaused(Api),
        new ComponentDestroyed(Api, TimeSpan.FromSeconds(2)),
        new StepFailed(Api, StepAction.Reset, "Somebody writes to it.", 1, InDoubt: false) { LeftWhole = true },
        new HealthCheckFailed(Api, "GET /health answered 503.", Required: true),
        new HealthCheckRecovered(Api),
        new EnvironmentUnhealthy(50, "service/api: GET /health answered 503."),
        new EnvironmentHealthy(100),
        new HealingStarted(Api, 1, 3),
        new HealingSucceeded(Api),
        new HealingFailed(Api, "It exited with code 1."));

    private static EnvironmentEvent[] Stamped(params EnvironmentEvent[] events) =>
        [.. events.Select((e, index) => e with { EnvironmentId = Id, Sequence = index + 1, Time = Start + TimeSpan.FromMilliseconds(index * 125), Actor = "payments" })];

    private static EnvironmentSpec Spec() => new("checkout", owner: "payments")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
        Services =
        [
            new ServiceSpec("api", ServiceSource.Project("src/Shop.Api"))
            {
                Endpoints = [EndpointSpec.Http()],
                Settings = { ["ConnectionStrings__orders"] = Reference.ConnectionString("orders"), ["API_KEY"] = new Secret("never-in-json") },
            },
        ],
    };

    private static ComponentOutputs Outputs() => ComponentOutputs.Empty
        .With(OutputNames.Host, "127.0.0.1", Vantage.Host)
        .With(OutputNames.Host, "orders", Vantage.Network)
        .With(OutputNames.ConnectionString, new Secret("Host=127.0.0.1;Password=never-in-json"), Vantage.Host)
        .With(OutputNames.ConnectionString, new Secret("Host=orders;Password=never-in-json"), Vantage.Network);
}
