using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Validates and plans a spec: all faults at once, before anything is made.</summary>
internal sealed class EnvironmentPreparation(SpecificationValidator validator, Planner planner, IEnvironmentStore store, IOptions<EnvironmentManagerOptions> options)
{
    /// <exception cref="InvalidEnvironmentSpecException">The spec has faults.</exception>
    public async Task<PreparedEnvironment> PrepareAsync(EnvironmentSpec spec, string? owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (NullRules.Find(spec) is { Count: > 0 } nulls)
        {
            throw new InvalidEnvironmentSpecException(spec.Name, nulls);
        }

        List<SpecificationFault> faults = [.. validator.Validate(spec)];
        if (owner is not null && spec.Owner != owner)
        {
            faults.Add(new SpecificationFault("owner", $"'{spec.Owner}' is not '{owner}', whose view of the manager this is.", "Provision it through the manager itself or through that owner's view."));
        }

        PreparedEnvironment prepared = planner.Provision(spec, faults);
        foreach (DraftComponent component in prepared.Components.Where(component => component.Binding is not null))
        {
            faults.AddRange(VolatileStore(component));
            faults.AddRange(await PrerequisitesAsync(component, cancellationToken).ConfigureAwait(false));
        }

        return faults.Count == 0 ? prepared : throw new InvalidEnvironmentSpecException(spec.Name, [.. faults.Distinct()]);
    }

    private IEnumerable<SpecificationFault> VolatileStore(DraftComponent component) =>
        component.Placement.OutlivesProcess && !store.IsDurable && !options.Value.AllowVolatileStore
            ? [new SpecificationFault(component.Path, $"{component.Name} outlives this process, and the store forgets it when the process ends.", $"Use a durable store, or set {nameof(EnvironmentManagerOptions.AllowVolatileStore)}.")]
            : [];

    private async Task<IEnumerable<SpecificationFault>> PrerequisitesAsync(DraftComponent component, CancellationToken cancellationToken)
    {
        string baseDirectory = Path.GetFullPath(options.Value.BaseDirectory);
        IReadOnlyList<SpecificationFault> missing = await component.Binding!.CheckPrerequisitesAsync(component.Spec, baseDirectory, cancellationToken).ConfigureAwait(false);
        return missing.Select(fault => fault with { Path = fault.Path.Length == 0 ? component.Path : $"{component.Path}.{fault.Path}" });
    }
}
