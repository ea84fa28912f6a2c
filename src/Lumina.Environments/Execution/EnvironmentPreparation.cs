using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Validates and plans a spec: all faults at once, before anything is made.</summary>
internal sealed class EnvironmentPreparation(
    SpecificationValidator validator, Planner planner, PlanningContexts contexts, EnvironmentSessions sessions, IEnvironmentStore store, IOptions<EnvironmentManagerOptions> options)
{
    /// <summary>Prepares it.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="owner">The only owner whose environments may be made; null for any.</param>
    /// <param name="isToBeMade">Whether it is made then, not only planned or previewed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidEnvironmentSpecException">The spec has faults.</exception>
    public async Task<PreparedEnvironment> PrepareAsync(EnvironmentSpec spec, string? owner, bool isToBeMade, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await CheckAsync(spec, owner, isToBeMade, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"Preparing environment '{spec.Name}' was cancelled, and nothing of it was made.", exception, cancellationToken);
        }
    }

    private async Task<PreparedEnvironment> CheckAsync(EnvironmentSpec spec, string? owner, bool isToBeMade, CancellationToken cancellationToken)
    {
        List<SpecificationFault> faults = [.. validator.Validate(spec)];
        if (faults.Count > 0 && NullRules.Find(spec).Count > 0)
        {
            throw new InvalidEnvironmentSpecException(spec.Name, faults); // nothing more can be said of it
        }

        bool keepsRules = faults.Count == 0;
        if (owner is not null && spec.Owner != owner)
        {
            faults.Add(new SpecificationFault("owner", $"'{spec.Owner}' is not '{owner}', whose view of the manager this is.", "Provision it through the manager itself or through that owner's view."));
        }

        PreparedEnvironment prepared = planner.Provision(spec, faults);
        string baseDirectory = Path.GetFullPath(options.Value.BaseDirectory);
        ComponentSpec[] components = [.. prepared.Components.Select(component => component.Spec)];
        HashSet<string> outOfReach = await CheckPlatformsAsync(prepared, faults, cancellationToken).ConfigureAwait(false);
        List<(DraftComponent Component, SpecificationFault Fault)> lacking = [];
        foreach (DraftComponent component in prepared.Components.Where(component => component.Binding is not null))
        {
            CheckStore(component, faults);
            bool isOutOfReach = component.Binding!.Provider is IPlatformProvider shared && outOfReach.Contains(shared.Platform);
            try
            {
                faults.AddRange(Check(component, spec, components, baseDirectory, keepsRules));
                IReadOnlyList<SpecificationFault> found = isOutOfReach ? [] : await component.Binding.CheckPrerequisitesAsync(component.Spec, baseDirectory, cancellationToken).ConfigureAwait(false);
                lacking.AddRange(found.Select(fault => (component, fault)));
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                lacking.Add((component, Refused(component, exception)));
            }
        }

        faults.AddRange(Merge(lacking));
        if (faults.Count == 0)
        {
            await LocateAsync(prepared, components, baseDirectory, faults, cancellationToken).ConfigureAwait(false);
        }

        if (faults.Count == 0)
        {
            faults.AddRange(await PreflightAsync(prepared, isToBeMade, cancellationToken).ConfigureAwait(false));
        }

        return faults.Count == 0 ? prepared : throw new InvalidEnvironmentSpecException(spec.Name, [.. faults.Distinct()]);
    }

    private static IEnumerable<SpecificationFault> Check(DraftComponent component, EnvironmentSpec spec, ComponentSpec[] components, string baseDirectory, bool keepsRules) =>
    [
        .. (component.Binding!.Provider as ITaggingProvider)?.CheckTags(spec.Tags) ?? [],
        .. keepsRules ? component.Binding.Validate(component.Spec, components, baseDirectory).Select(fault => At(component, fault)) : [],
    ];

    private static SpecificationFault At(DraftComponent component, SpecificationFault fault) => fault with { Path = FaultList.Join(component.Path, fault.Path) };

    /// <summary>What keeps several components from being made is told once.</summary>
    private static IEnumerable<SpecificationFault> Merge(IEnumerable<(DraftComponent Component, SpecificationFault Fault)> found) => found
        .GroupBy(each => each.Fault.Path.Length == 0 ? each.Fault : At(each.Component, each.Fault), each => each.Component.Path)
        .Select(same => same.Key.Path.Length == 0 ? same.Key with { Path = string.Join(", ", same) } : same.Key);

    /// <summary>Asks each platform once.</summary>
    /// <returns>The names of the platforms that take nothing.</returns>
    private static async Task<HashSet<string>> CheckPlatformsAsync(PreparedEnvironment prepared, List<SpecificationFault> faults, CancellationToken cancellationToken)
    {
        HashSet<string> outOfReach = new(StringComparer.Ordinal);
        foreach (IGrouping<string, DraftComponent> components in prepared.Components.Where(component => component.Binding?.Provider is IPlatformProvider).GroupBy(component => ((IPlatformProvider)component.Binding!.Provider).Platform, StringComparer.Ordinal))
        {
            if (await ((IPlatformProvider)components.First().Binding!.Provider).CheckPlatformAsync(cancellationToken).ConfigureAwait(false) is { } fault)
            {
                faults.Add(fault with { Path = string.Join(", ", components.Select(component => component.Path)) });
                outOfReach.Add(components.Key);
            }
        }

        return outOfReach;
    }

    private static async Task LocateAsync(PreparedEnvironment prepared, ComponentSpec[] components, string baseDirectory, List<SpecificationFault> faults, CancellationToken cancellationToken)
    {
        foreach (DraftComponent component in prepared.Components)
        {
            if (component.Binding?.Provider is ILocatingProvider locating)
            {
                try
                {
                    component.Location = await locating.LocateAsync(component.Placement.Location, components, baseDirectory, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    faults.Add(Refused(component, exception) with { Path = component.Path });
                    return; // the others would wait for the same answer
                }
            }
        }
    }

    private async Task<IEnumerable<SpecificationFault>> PreflightAsync(PreparedEnvironment prepared, bool isToBeMade, CancellationToken cancellationToken)
    {
        DraftComponent[] asked = [.. prepared.Components.Where(component => component.Binding is { CanPreflight: true })];
        if (asked.Length == 0)
        {
            return [];
        }

        EnvironmentId nobody = sessions.NextId();
        (DraftComponent Component, SpecificationFault Fault)[][] found = await Task.WhenAll(asked.Select(PreflightAsync)).ConfigureAwait(false);
        return Merge(found.SelectMany(each => each));

        async Task<(DraftComponent, SpecificationFault)[]> PreflightAsync(DraftComponent component)
        {
            try
            {
                IReadOnlyList<SpecificationFault> told = await component.Binding!.PreflightAsync(component.Spec, contexts.Create(prepared, component, nobody, together: []), isToBeMade, cancellationToken).ConfigureAwait(false);
                return [.. told.Select(fault => (component, fault))];
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                return [(component, Refused(component, exception))];
            }
        }
    }

    // What a provider did not put into words is a defect of its own, and the spec's faults are told beside it.
    private static SpecificationFault Refused(DraftComponent component, Exception exception) => exception is ProviderException
        ? new("", $"{component.Name} cannot be made on its platform: {exception.Message.TrimEnd('.')}.", "Nothing was made: that was asked before.")
        : new("", $"Provider '{component.Binding!.Name}' failed when it was asked about {component.Name}: {exception.GetType().Name}: {exception.Message.TrimEnd('.')}.", "That is a defect of the provider: mend it, or take another.");

    private void CheckStore(DraftComponent component, List<SpecificationFault> faults)
    {
        if (component.Placement.OutlivesProcess && !store.IsDurable && !options.Value.AllowVolatileStore)
        {
            faults.Add(new SpecificationFault(component.Path, $"{component.Name} outlives this process, and the store forgets it when the process ends.", $"Use a durable store, or set {nameof(EnvironmentManagerOptions.AllowVolatileStore)}."));
        }
    }
}
