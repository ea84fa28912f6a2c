using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Local.TestHost;
using Lumina.Environments.Local.Tests.Processes;

namespace Lumina.Environments.Local.Tests.Recovery;

/// <summary>Two processes share a store and do to one environment what they like: one operates at any time, and no event is lost or there twice.</summary>
[SupportedOSPlatform("linux")]
public sealed class RaceTests
{
    private static readonly string[] Actors = ["left", "right"];

    /// <summary>An operation begins and ends with these; in between, nobody else acts.</summary>
    private static readonly Dictionary<Type, Type[]> Ends = new()
    {
        [typeof(StartRequested)] = [typeof(EnvironmentStarted), typeof(StartFailed)],
        [typeof(StopRequested)] = [typeof(EnvironmentStopped), typeof(StopFailed)],
    };

    [Fact]
    [Trait("Category", "Local")]
    public Task Two_processes_that_race_for_an_environment_take_turns() => RaceAsync(TimeSpan.FromSeconds(6));

    [Fact]
    [Trait("Category", "Soak")]
    public Task Two_processes_that_race_for_an_environment_for_a_minute_take_turns() => RaceAsync(TimeSpan.FromMinutes(1));

    private static async Task RaceAsync(TimeSpan duration)
    {
        await using RecoveryScene scene = new();
        await using EnvironmentManager manager = scene.Manager();
        EnvironmentSnapshot made = await manager.ProvisionAsync(RecoveryLab.Small(scene.Token));
        string seconds = ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        HostProgram[] racers = [.. Actors.Select(actor => scene.Start("race", made.Id.ToString(), seconds, actor))];
        try
        {
            await Task.WhenAll(racers.Select(racer => racer.UntilAsync(() => racer.Said.ContainsKey("done"), "its race was over", duration + TimeSpan.FromMinutes(1))));
            List<EnvironmentEvent> events = await manager.ReadEventsAsync(made.Id).ToListAsync();

            events.Select(@event => @event.Sequence).Should().Equal(Enumerable.Range(1, events.Count).Select(number => (long)number));
            string[] written = [.. events.Where(@event => Actors.Contains(@event.Actor)).Select(Line)];
            foreach (HostProgram racer in racers)
            {
                // A process hears of what others did when its next turn comes, from where the journal ended at its first.
                string[] said = [.. racer.Lines.Where(line => line.StartsWith("event ", StringComparison.Ordinal)).SkipWhile(line => !written.Contains(line))];
                said.Should().NotBeEmpty().And.Equal(written.SkipWhile(line => line != said[0]).Take(said.Length), "no event is lost, none is there twice, and all are in their order");
                said.Should().Contain(events.Where(@event => @event.Actor == racer.Said["begin"]).Select(Line), "it hears of all that it did");
                int done = int.Parse(racer.Said["raced"].Split(' ')[0], CultureInfo.InvariantCulture);
                done.Should().BePositive("both had their turns");
            }

            OneAtATime(events);
        }
        finally
        {
            await Task.WhenAll(racers.Select(racer => racer.DisposeAsync().AsTask()));
        }

        await manager.TerminateAsync(made.Id);
        scene.Left().Should().BeEmpty();
    }

    private static string Line(EnvironmentEvent @event) => string.Create(CultureInfo.InvariantCulture, $"event {@event.EnvironmentId} {@event.Sequence} {@event.GetType().Name}");

    private static void OneAtATime(List<EnvironmentEvent> events)
    {
        EnvironmentEvent? begun = null;
        foreach (EnvironmentEvent @event in events)
        {
            if (begun is not null)
            {
                @event.Actor.Should().Be(begun.Actor, $"{begun.GetType().Name} of event {begun.Sequence} had not ended at event {@event.Sequence}");
                begun = Ends[begun.GetType()].Contains(@event.GetType()) ? null : begun;
            }
            else if (Ends.ContainsKey(@event.GetType()))
            {
                begun = @event;
            }
        }
    }
}
