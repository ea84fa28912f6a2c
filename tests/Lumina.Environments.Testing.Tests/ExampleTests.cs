using System.Reflection;

namespace Lumina.Environments.Testing.Tests;

[Trait("Category", "Testing")]
public sealed class ExampleTests
{
    [Fact]
    public void There_is_an_example_of_every_event()
    {
        Type examples = typeof(ConformanceSuite).Assembly.GetType("Lumina.Environments.Testing.EventExamples")!;
        IEnumerable<EnvironmentEvent> all = (IEnumerable<EnvironmentEvent>)examples.GetProperty("All", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

        typeof(EnvironmentEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EnvironmentEvent)) && !type.IsAbstract)
            .Except(all.Select(example => example.GetType()))
            .Should().BeEquivalentTo([typeof(ProvisioningStarted), typeof(EnvironmentTerminated), typeof(UnknownEvent)], "these have their places in a journal");
    }
}
