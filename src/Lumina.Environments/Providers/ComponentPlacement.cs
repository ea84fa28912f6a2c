namespace Lumina.Environments.Providers;

/// <summary>Where a component goes and what is known of it before it is made.</summary>
public sealed class ComponentPlacement
{
    /// <summary>Where on the platform. Recorded with the intent.</summary>
    public ComponentLocation Location { get; init; } = ComponentLocation.Only;

    /// <summary>From where the component itself reaches others: its references resolve for this place. Default: <see cref="Vantage.Host"/>.</summary>
    public Vantage ConsumesFrom { get; init; } = Vantage.Host;

    /// <summary>From where its outputs can be reached. Default: everywhere.</summary>
    public Vantage ReachableFrom { get; init; } = Vantage.Everywhere;

    /// <summary>Whether the component outlives this process, so that a store that does not would forget it. Default: no.</summary>
    public bool OutlivesProcess { get; init; }

    /// <summary>Whether the platform has a check of its own of the component's health, so that a spec may ask for it (<see cref="HealthCheckSpec.Platform"/>); else that is a fault of the plan. Default: no.</summary>
    public bool HasPlatformCheck { get; init; }

    /// <summary>How long making it takes, roughly. Default: zero.</summary>
    public TimeSpan EstimatedDuration { get; init; }

    /// <summary>Settings of the spec that mean nothing on this platform and are passed over. A setting that protects (encryption, TLS, isolation) is refused by <c>WhyNot</c> instead, unless an option allows it.</summary>
    public IReadOnlyList<NotApplicableSetting> NotApplicable { get; init; } = [];
}
