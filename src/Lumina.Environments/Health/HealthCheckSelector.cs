namespace Lumina.Environments;

/// <summary>Chooses how a component is checked: as its spec says, else a database by its engine's own check and a service by its platform's, where a checker for that is registered. Checkers that were registered later are asked first.</summary>
internal sealed class HealthCheckSelector(IEnumerable<IHealthChecker> checkers)
{
    private static readonly HealthCheckSpec EngineCheck = new(HealthCheckType.Engine);
    private static readonly HealthCheckSpec PlatformCheck = new(HealthCheckType.Platform);

    private readonly IHealthChecker[] _checkers = [.. checkers.Reverse()];

    /// <summary>The check that a component's spec asks for; null where it asks for none.</summary>
    public static HealthCheckSpec? Wanted(ComponentSpec spec) => spec.HealthCheck ?? spec switch
    {
        DatabaseSpec => EngineCheck,
        ServiceSpec => PlatformCheck,
        _ => null,
    };

    /// <summary>The check with its checker; null where none is registered that can carry it out.</summary>
    public SelectedCheck? Find(HealthCheckSpec check, ComponentSpec spec, ComponentOutputs outputs)
    {
        HealthCheckContext context = new() { Check = check, Spec = spec, Outputs = outputs };
        foreach (IHealthChecker checker in _checkers)
        {
            if (checker.CanCheck(context))
            {
                return new SelectedCheck(checker, context);
            }
        }

        return null;
    }
}
