using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>What the engine's machine stands in for as it is: nothing is made but an empty volume that bears the marks, and the plan says what does not apply.</summary>
internal abstract class StandInProvider<TSpec>(DockerEngine engine, DockerMarks marks, ComponentVolumes volumes, string name) : IStoppableProvider<TSpec>
    where TSpec : ComponentSpec
{
    public string Name => name;

    protected DockerEngine Engine => engine;

    public abstract string? WhyNot(TSpec spec);

    public ComponentPlacement Place(TSpec spec) => new()
    {
        Location = engine.Location,
        NotApplicable = [.. NotApplicable(spec)],
        ReachableFrom = Vantage.Host,
        OutlivesProcess = engine.Options.Lifetime == DockerLifetime.Environment,
    };

    public async ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        VolumesCreateParameters note = new() { Name = context.ExternalName, Labels = marks.For(context.Marks, name) };
        await engine.RunAsync($"Marking {context.Component}", client => client.Volumes.CreateAsync(note, cancellationToken), cancellationToken).ConfigureAwait(false);
        return ComponentOutputs.Empty.With(OutputNames.Host, engine.HostAddress, Vantage.Host);
    }

    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        engine.RequireHere(context);
        VolumeResponse? note = await engine.FindAsync($"Looking for {context.Component}", client => client.Volumes.InspectAsync(context.ExternalName, cancellationToken), cancellationToken).ConfigureAwait(false);
        return note is null ? ComponentPresence.Absent : ComponentPresence.Running(MarksOf(note), "the engine's machine");
    }

    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        engine.RequireHere(context);
        await volumes.RemoveAsync(context, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => ProvisionAsync(spec, context, cancellationToken);

    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VolumesListParameters ours = new() { Filters = EngineFilters.Label($"{ContainerLabels.Provider}={name}") };
        VolumesListResponse found = await engine.RunAsync("Listing volumes", client => client.Volumes.ListAsync(ours, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (VolumeResponse note in found.Volumes ?? [])
        {
            if (MarksOf(note) is { } seen && scope.Covers(seen))
            {
                yield return new FoundComponent(seen.Component, note.Name, seen, engine.Location);
            }
        }
    }

    protected abstract IEnumerable<NotApplicableSetting> NotApplicable(TSpec spec);

    private static OwnershipMarks? MarksOf(VolumeResponse note) =>
        OwnershipMarks.FromDictionary(new Dictionary<string, string>(note.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal));
}
