using System.Text.Json.Serialization.Metadata;

namespace Lumina.Environments.Tests.Specification;

/// <summary>A kind of component as another package brings it: its own members, defaults and source-generated JSON.</summary>
public sealed record BrokerSpec(string Name) : ComponentSpec(Name)
{
    public override string Kind => "broker";

    public int Topics { get; init; } = 4;

    public bool Durable { get; init; } = true;

    public string Version { get; init; } = "3.9";

    public IReadOnlyList<int> Ports { get; init; } = [9092];

    public static BrokerSpec Maximal => new("events")
    {
        MustBeReachableFrom = Vantage.Host,
        Topics = 8,
        Durable = false,
        Version = "4",
        Ports = [1, 2],
        Provider = "simulated",
        StepTimeout = TimeSpan.FromMinutes(1),
        HealthCheck = HealthCheckSpec.Tcp(),
    };

    public override IEnumerable<SpecificationFault> Validate() =>
        Topics is >= 1 and <= 10 ? [] : [new SpecificationFault("topics", $"{Topics} is out of range.", "Allowed: 1 to 10.")];

    public override JsonTypeInfo? GetJsonTypeInfo() => BrokerJsonContext.Default.BrokerSpec;
}
