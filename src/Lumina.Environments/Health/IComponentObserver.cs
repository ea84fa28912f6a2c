using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Asks the provider of a component whether it is there and runs. It works without a spec and takes nothing on.</summary>
internal interface IComponentObserver
{
    ValueTask<ComponentPresence> ObserveAsync(EnvironmentSnapshot environment, ComponentName component, CancellationToken cancellationToken);

    /// <summary>The environment with what leads to its components from this process, which is opened where it is not and where that can be.</summary>
    ValueTask<EnvironmentSnapshot> ReachAsync(EnvironmentSnapshot environment, CancellationToken cancellationToken);
}
