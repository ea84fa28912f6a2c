namespace Lumina.Environments.Tests.Execution;

/// <summary>What holds for every journal.</summary>
internal static class Assertions
{
    public static void IsGapFree(IReadOnlyList<EnvironmentEvent> events)
    {
        events.Select(@event => @event.Sequence).Should().Equal(Enumerable.Range(1, events.Count).Select(number => (long)number));
        events.Select(@event => @event.EnvironmentId).Distinct().Should().ContainSingle();
        events.Select(@event => @event.Time).Should().BeInAscendingOrder();
    }

    /// <summary>One intent and one outcome for each step, the intent first.</summary>
    public static void HasOneOutcomeForEachIntent(IReadOnlyList<EnvironmentEvent> events)
    {
        foreach (IGrouping<ComponentName, ComponentEvent> component in events.OfType<ComponentEvent>().GroupBy(@event => @event.Component))
        {
            string[] steps = [.. component.Select(Kind).Where(kind => kind.Length > 0)];
            for (int i = 0; i < steps.Length; i++)
            {
                steps[i].Should().Be(i % 2 == 0 ? "intent" : "outcome", $"{component.Key}: {string.Join(", ", component.Select(@event => @event.GetType().Name))}");
            }

            (steps.Length % 2).Should().Be(0, $"{component.Key} ends with an outcome");
        }
    }

    private static string Kind(ComponentEvent @event) => @event switch
    {
        StepIntended => "intent",
        StepFailed or ComponentProvisioned or ComponentStarted or ComponentStopped or ComponentReset or ComponentScaled or ComponentDestroyed => "outcome",
        _ => "",
    };
}
