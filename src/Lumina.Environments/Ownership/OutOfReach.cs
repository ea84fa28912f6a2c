using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>
/// Tells of environments of which this manager can't see or change some components: another process that runs has them alone, or another
/// manager of this one, or their provider is not registered here. What nobody sees here is not gone, and not broken.
/// </summary>
internal sealed class OutOfReach(ProviderRegistry providers, IProcessInspector processes)
{
    /// <summary>The components and why, in a sentence; null where there are none.</summary>
    public string? Find(EnvironmentSnapshot environment) => FindHeld(environment) ?? FindUnknown(environment);

    /// <summary>Whether a component of such an environment is one of those.</summary>
    public bool Has(ComponentSnapshot component) => IsHeld(component) || IsUnknown(component);

    /// <summary>Whether all of an environment ends with the manager that has made it.</summary>
    public bool EndsWithMaker(EnvironmentSnapshot environment) => environment.EndsWithProcess && environment.Components.Any(IsHeld);

    /// <summary>Refuses what can't be done from here.</summary>
    /// <exception cref="EnvironmentException">Some components are out of reach. An end of which something is within reach takes that away and says what is left; a look for drift says what it could not compare.</exception>
    public void Refuse(EnvironmentSnapshot environment, EnvironmentVerb verb)
    {
        if (FindHeld(environment) is { } held)
        {
            throw Refused(environment, verb, $"{held}. Ask there; with the end of that process they end, and {nameof(IEnvironmentManager.RecoverAsync)} takes the rest away.");
        }

        bool isPartial = verb == EnvironmentVerb.DetectDrift || (verb == EnvironmentVerb.Terminate && !environment.Components.Where(component => component.MayExist).All(IsUnknown));
        if (!isPartial && FindUnknown(environment) is { } unknown)
        {
            throw Refused(environment, verb, $"{unknown}. Register it, or ask where it is registered.");
        }
    }

    private static EnvironmentException Refused(EnvironmentSnapshot environment, EnvironmentVerb verb, string reason) =>
        new($"Environment '{environment.Name}' can't be asked to {verb} from here, and nothing was touched: {reason}")
        {
            EnvironmentId = environment.Id,
            EnvironmentName = environment.Name,
        };

    /// <summary>The components that others have, and who, in a sentence; null where there are none.</summary>
    public string? FindHeld(EnvironmentSnapshot environment)
    {
        if (environment.Process is not { } holder || holder.Id == processes.Current.Id || processes.IsAlive(holder) != true)
        {
            return null;
        }

        // A manager of this process may be gone. What ends with it it has ended then, or says that it could not.
        if (IsThisProcess(holder) && (!environment.EndsWithProcess || environment.Status == EnvironmentStatus.Failed))
        {
            return null;
        }

        ComponentName[] held = [.. environment.Components.Where(IsHeld).Select(component => component.Name)];
        return held.Length == 0 ? null : $"{string.Join(", ", held)} {(held.Length == 1 ? "is" : "are")} in {(IsThisProcess(holder) ? "another manager of this process alone" : $"{holder} alone, which runs")}";
    }

    private string? FindUnknown(EnvironmentSnapshot environment) => environment.Components.FirstOrDefault(IsUnknown) is { } component
        ? $"{component.Name} was made by provider '{component.Provider}', which is not registered here"
        : null;

    private bool IsHeld(ComponentSnapshot component) => component.MayExist && providers.Find(component.Name.Kind, component.Provider)?.Provider is IProcessBoundProvider provider && provider.IsProcessBound(component.Location);

    private bool IsUnknown(ComponentSnapshot component) => component.MayExist && providers.Find(component.Name.Kind, component.Provider) is null;

    private bool IsThisProcess(LeaseHolder holder) => holder.Machine == processes.Current.Machine && holder.ProcessId == processes.Current.ProcessId && holder.ProcessStartedAt == processes.Current.ProcessStartedAt;
}
