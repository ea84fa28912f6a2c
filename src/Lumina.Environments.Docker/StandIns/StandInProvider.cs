using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>What the engine's machine stands in for as it is: nothing is made but an empty volume that bears the marks, and the plan says what does not apply.</summary>
internal abstract class StandInProvider<TSpec>(DockerEngine engine, DockerMarks marks, EngineVolumes volumes, ExpiryVolumes expiry, string name) : IStoppableProvider<TSpec>, IPlatformProvider
    where TSpec : ComponentSpec
{
    public string Name => name;

    public string Platform => DockerEngine.Platform;

    protected DockerEngine Engine => engine;

    public string? WhyNot(TSpec spec) => FindObstacles(spec).ToReason();

    public virtual IEnumerable<SpecificationFault> FindObstacles(TSpec spec) => [];

    public ComponentPlacement Place(TSpec spec) => new()
    {
        Location = engine.Location,
        NotApplicable = [.. NotApplicable(spec)],
        ReachableFrom = Vantage.Host,
        OutlivesProcess = engine.Options.Lifetime == DockerLifetime.Environment,
    };

    public async ValueTask<SpecificationFault?> CheckPlatformAsync(CancellationToken cancellationToken) => await engine.CheckAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        await volumes.CreateAsync(context.ExternalName, marks.For(context.Marks, name), cancellationToken).ConfigureAwait(false);
        return ComponentOutputs.Empty.With(OutputNames.Host, engine.HostAddress, Vantage.Host);
    }

    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        engine.RequireHere(context);
        if (await volumes.FindAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) is not { } note)
        {
            return ComponentPresence.Absent;
        }

        LaterExpiries later = await expiry.ReadAsync(cancellationToken).ConfigureAwait(false);
        return ComponentPresence.Running(ContainerLabels.ReadMarks(note.Labels) is { } born ? later.Of(born) : null, "the engine's machine");
    }

    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        engine.RequireHere(context);
        await volumes.RemoveAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => ProvisionAsync(spec, context, cancellationToken);

    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LaterExpiries later = await expiry.ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (VolumeResponse note in await volumes.ListAsync($"{ContainerLabels.Provider}={name}", cancellationToken).ConfigureAwait(false))
        {
            if (ContainerLabels.ReadMarks(note.Labels) is { } born && later.Of(born) is var seen && scope.Covers(seen))
            {
                yield return new FoundComponent(seen.Component, note.Name, seen, engine.Location);
            }
        }
    }

    protected abstract IEnumerable<NotApplicableSetting> NotApplicable(TSpec spec);
}
