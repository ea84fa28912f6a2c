namespace Lumina.Environments;

/// <summary>What is wanted: a whole environment. Immutable; a changed spec is a new environment.</summary>
/// <remarks>Two specs are equal when their canonical JSON is; the values of literal secrets are not in it.</remarks>
public sealed partial record EnvironmentSpec
{
    /// <summary>The lifetime of an environment that never expires.</summary>
    public static readonly TimeSpan Unlimited = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>The lifetime unless a spec says otherwise: 4 hours.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(4);

    /// <summary>The time that provisioning may take unless a spec says otherwise: 30 minutes.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    /// <summary>Starts a spec.</summary>
    /// <param name="name">A DNS label: 1 to 63 lower-case letters, digits and hyphens, starting with a letter.</param>
    /// <param name="owner">Who owns it: a team or a person, of the same form.</param>
    public EnvironmentSpec(string name, string owner)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(owner);
        Name = name;
        Owner = owner;
    }

    /// <summary>The environment's name: a DNS label.</summary>
    public string Name { get; init; }

    /// <summary>Who owns it.</summary>
    public string Owner { get; init; }

    /// <summary>What it is for. Default: <see cref="EnvironmentType.Testing"/>.</summary>
    public EnvironmentType Type { get; init; } = EnvironmentType.Testing;

    /// <summary>How long it lives, counted from the first event, 1 second to 366 days. Default: 4 hours. <see cref="Unlimited"/> for ever. Expired environments are terminated by the clean-up that a host runs, or by <see cref="IEnvironmentManager.CleanUpExpiredAsync"/>.</summary>
    public TimeSpan Lifetime { get; init; } = DefaultLifetime;

    /// <summary>How long provisioning may take in all, 10 ms to 7 days; not longer than <see cref="Lifetime"/>. Default: 30 minutes.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>What becomes of it when provisioning fails. Default: everything made is rolled back.</summary>
    public FailurePolicy OnFailure { get; init; } = FailurePolicy.RollBack;

    /// <summary>What becomes of the environment when its process ends while it is being provisioned. Default: <see cref="InterruptionPolicy.RollBack"/>.</summary>
    public InterruptionPolicy OnInterruption { get; init; } = InterruptionPolicy.RollBack;

    /// <summary>What is done when the health monitor finds that a component fails. Default: it is restarted, at most 3 times an hour.</summary>
    public HealingPolicy Healing { get; init; } = new();

    /// <summary>Labels to find it by: names of 1 to 128 characters that do not begin with <c>lumina-</c>, values of up to 256.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init => field = Copy(value); } = Copy([]);

    /// <summary>Anything else that its owner keeps with it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = Copy(value); } = Copy([]);

    /// <summary>Machines, load balancer, domain and cloud resources; null for none.</summary>
    public InfrastructureSpec? Infrastructure { get; init; }

    /// <summary>The network; null for the provider's own.</summary>
    public NetworkSpec? Network { get; init; }

    /// <summary>The databases.</summary>
    public IReadOnlyList<DatabaseSpec> Databases { get; init => field = [.. value]; } = [];

    /// <summary>The services.</summary>
    public IReadOnlyList<ServiceSpec> Services { get; init => field = [.. value]; } = [];

    /// <summary>Metrics, alerts, dashboards and logs; null for none.</summary>
    public MonitoringSpec? Monitoring { get; init; }

    /// <summary>Components of kinds that other packages bring.</summary>
    public IReadOnlyList<ComponentSpec> Components { get; init => field = [.. value]; } = [];

    /// <summary>Every component that is written in this spec, in its order; what a plan adds (a database's data) is not among them.</summary>
    public IEnumerable<ComponentSpec> AllComponents()
    {
        if (Network is not null)
        {
            yield return Network;
        }

        if (Infrastructure is not null)
        {
            yield return Infrastructure;
        }

        foreach (DatabaseSpec database in Databases)
        {
            yield return database;
        }

        foreach (ServiceSpec service in Services)
        {
            yield return service;
        }

        foreach (ComponentSpec component in Components)
        {
            yield return component;
        }

        if (Monitoring is not null)
        {
            yield return Monitoring;
        }
    }

    /// <summary>The same, which nobody can change any more: in one that a caller has made, the settings of services can be written to.</summary>
    internal EnvironmentSpec Freeze() => Services.All(service => service.IsFrozen) ? this : this with { Services = [.. Services.Select(service => service.IsFrozen ? service : service.Freeze((_, value) => value))] };

    private static System.Collections.ObjectModel.ReadOnlyDictionary<string, string> Copy(IEnumerable<KeyValuePair<string, string>> values) =>
        new(new SortedDictionary<string, string>(new Dictionary<string, string>(values, StringComparer.Ordinal), StringComparer.Ordinal));
}
