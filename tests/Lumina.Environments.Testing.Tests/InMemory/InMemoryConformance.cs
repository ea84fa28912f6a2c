using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.InMemory;

/// <summary>The in-memory providers: all of them share what the platform tells.</summary>
public abstract class InMemoryConformance<TSpec> : ProviderConformance<TSpec>
    where TSpec : ComponentSpec
{
    protected InMemoryPlatform Memory { get; } = new();

    // What is in memory ends with any process alike: few kills tell all.
    protected override int Rounds => 2;

    protected override ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<int?>(Memory.Components.Count(component => component.ExternalName == context.ExternalName && component.Name.Kind == context.Component.Kind));

    protected override ValueTask<bool> KeepAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        InMemoryComponent component = Memory.Find(context.EnvironmentId, context.Component)!;
        component.Marks = component.Marks with { IsKept = true };
        return ValueTask.FromResult(true);
    }

    protected override ValueTask<string?> ReadSettingAsync(ComponentContext context, string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Memory.Find(context.EnvironmentId, context.Component)!.Settings.GetValueOrDefault(name));
}
