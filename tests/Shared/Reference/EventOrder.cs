namespace Lumina.Environments.Tests.Reference;

/// <summary>In which order an environment's events come, as far as its dependencies say it: what a spec has in common on every platform.</summary>
internal static class EventOrder
{
    /// <summary>For each component and each one that it depends on the events of these two and of the environment, in their order; those of its termination by the alphabet, since a platform may end all of it at once.</summary>
    /// <param name="events">All of the environment's, to its end.</param>
    /// <param name="alwaysUp">The components that one of the platforms can't stop, and so doesn't start.</param>
    public static IReadOnlyDictionary<string, string[]> Of(IReadOnlyCollection<EnvironmentEvent> events, IReadOnlyCollection<ComponentName> alwaysUp)
    {
        Dictionary<string, string[]> orders = new(StringComparer.Ordinal);
        foreach (PlannedComponent component in events.OfType<ProvisioningStarted>().Single().Components)
        {
            foreach (ComponentName dependency in component.DependsOn.DefaultIfEmpty(component.Name))
            {
                IEnumerable<string> Texts(IEnumerable<EnvironmentEvent> some) => some.Select(each => TextOf(each, component.Name, dependency, alwaysUp)).OfType<string>();
                IEnumerable<string> life = Texts(events.TakeWhile(each => each is not TerminationStarted));
                IEnumerable<string> end = Texts(events.SkipWhile(each => each is not TerminationStarted));
                orders[$"{component.Name} after {dependency}"] = [.. life, .. end.Order(StringComparer.Ordinal)];
            }
        }

        return orders;
    }

    /// <summary>Null for what is of other components, or of one platform alone.</summary>
    private static string? TextOf(EnvironmentEvent each, ComponentName component, ComponentName dependency, IReadOnlyCollection<ComponentName> alwaysUp) => each switch
    {
        ResourceRecorded or ProviderRecordKept => null,
        ComponentEvent other when other.Component != component && other.Component != dependency => null,
        StepIntended { Action: StepAction.Stop or StepAction.Start } intent when alwaysUp.Contains(intent.Component) => null,
        ComponentStopped stopped when alwaysUp.Contains(stopped.Component) => null,
        ComponentStarted started when alwaysUp.Contains(started.Component) => null,
        StepIntended intent => $"{intent.Component}: {intent.Action}",
        ComponentEvent own => $"{own.Component}: {own.GetType().Name}",
        _ => each.GetType().Name,
    };
}
