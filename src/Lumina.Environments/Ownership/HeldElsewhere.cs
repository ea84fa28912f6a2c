using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Tells of environments of which some components are in another process alone, which runs, or in another manager of this one: nobody else can do anything to them, and what nobody can see is not gone.</summary>
internal sealed class HeldElsewhere(ProviderRegistry providers, IProcessInspector processes)
{
    /// <summary>The components and who has them, in a sentence; null where there are none.</summary>
    public string? Find(EnvironmentSnapshot environment)
    {
        if (environment.Process is not { } holder || holder.Id == processes.Current.Id || processes.IsAlive(holder) != true)
        {
            return null;
        }

        ComponentName[] held = [.. environment.Components.Where(IsHeld).Select(component => component.Name)];
        return held.Length == 0 ? null : $"{string.Join(", ", held)} {(held.Length == 1 ? "is" : "are")} in {(IsThisProcess(holder) ? "another manager of this process alone" : $"{holder} alone, which runs")}";
    }

    /// <summary>Whether a component of such an environment is one of those.</summary>
    public bool IsHeld(ComponentSnapshot component) => component.MayExist && providers.Find(component.Name.Kind, component.Provider)?.Provider is IProcessBoundProvider provider && provider.IsProcessBound(component.Location);

    /// <summary>Refuses what can't be done from here.</summary>
    /// <exception cref="EnvironmentException">Some components are in another process.</exception>
    public void Refuse(EnvironmentSnapshot environment, EnvironmentVerb verb)
    {
        if (Find(environment) is { } held)
        {
            throw new EnvironmentException($"Environment '{environment.Name}' can't be asked to {verb} from here, and nothing was touched: {held}. Ask there; with the end of that process they end, and {nameof(IEnvironmentManager.RecoverAsync)} takes the rest away.")
            {
                EnvironmentId = environment.Id,
                EnvironmentName = environment.Name,
            };
        }
    }

    private bool IsThisProcess(LeaseHolder holder) => holder.Machine == processes.Current.Machine && holder.ProcessId == processes.Current.ProcessId && holder.ProcessStartedAt == processes.Current.ProcessStartedAt;
}
