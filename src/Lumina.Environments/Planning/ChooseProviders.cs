using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Second pass: each component goes to the provider that its spec names, else to the only one that can take it. None, or several, is a fault that lists them.</summary>
internal sealed class ChooseProviders(ProviderRegistry providers)
{
    /// <summary>Where an obstacle is that says that the provider makes components of other types.</summary>
    private const string TypePath = "type";

    public void Run(PlanDraft draft)
    {
        foreach (DraftComponent component in draft.Components)
        {
            component.Binding = Choose(draft, component);
            if (component.Binding is not null && TryPlace(component, draft.Faults))
            {
                CheckHealthCheck(draft, component);
            }
        }
    }

    // A provider's own defect is told like any fault: with its name, and beside the others.
    private static bool TryPlace(DraftComponent component, List<SpecificationFault> faults)
    {
        string problem = "it said nothing";
        try
        {
            if (component.Binding!.Place(component.Spec) is { } placement)
            {
                component.Placement = placement;
                return true;
            }
        }
        catch (Exception exception)
        {
            problem = $"{exception.GetType().Name}: {exception.Message.TrimEnd('.')}";
        }

        faults.Add(new SpecificationFault(component.Path, $"Provider '{component.Binding!.Name}' failed when it was asked where {component.Name} goes: {problem}.", "That is a defect of the provider: mend it, or take another."));
        return false;
    }

    /// <summary>Null where it can take it.</summary>
    private static Refusal? Ask(ProviderBinding candidate, ComponentSpec spec)
    {
        try
        {
            return candidate.WhyNot(spec) switch
            {
                null => null,
                var reason when string.IsNullOrWhiteSpace(reason) => new Refusal(candidate.Name, "it says no reason", []),
                var reason => new Refusal(candidate.Name, reason, [.. candidate.FindObstacles(spec)]),
            };
        }
        catch (Exception exception)
        {
            // As above: the spec's other faults are told beside it.
            return new Refusal(candidate.Name, $"it failed when it was asked ({exception.GetType().Name}: {exception.Message.TrimEnd('.')}), which is a defect of it", []);
        }
    }

    private static void CheckHealthCheck(PlanDraft draft, DraftComponent component)
    {
        if (component.Spec.HealthCheck is { } check && check.Type == HealthCheckType.Platform && !component.Placement.HasPlatformCheck)
        {
            draft.Faults.Add(new SpecificationFault(
                $"{component.Path}.healthCheck.type",
                $"{component.Name} is to be checked by its platform, and provider '{component.Binding!.Name}' has no such check of it.",
                "Check it in another way, or leave the check out, and it gets the usual one of its kind."));
        }
    }

    private ProviderBinding? Choose(PlanDraft draft, DraftComponent component)
    {
        if (component.Spec is OpaqueComponentSpec)
        {
            // Its kind is not known, or cannot read it: the validator has said so.
            return null;
        }

        if (IsExternal(component.Spec))
        {
            return providers.Find(component.Name.Kind, ExternalProvider.ProviderName);
        }

        List<ProviderBinding> able = [];
        List<Refusal> refusals = [];
        foreach (ProviderBinding candidate in providers.Of(component.Name.Kind))
        {
            bool asked = component.Spec.Provider is null || candidate.Name == component.Spec.Provider;
            if (!asked || candidate.Name == ExternalProvider.ProviderName)
            {
                continue;
            }

            if (Ask(candidate, component.Spec) is { } refusal)
            {
                refusals.Add(refusal);
            }
            else
            {
                able.Add(candidate);
            }
        }

        switch (able)
        {
            case [ProviderBinding only]:
                return only;
            case []:
                draft.Faults.AddRange(NobodyCan(component, refusals, draft.Faults));
                return null;
            default:
                draft.Faults.Add(new SpecificationFault(
                    $"{component.Path}.provider",
                    $"{component.Name} can be taken by several providers: {string.Join(", ", able.Select(binding => binding.Name))}.",
                    "Name one of them as its provider."));
                return null;
        }
    }

    private IEnumerable<SpecificationFault> NobodyCan(DraftComponent component, List<Refusal> refusals, List<SpecificationFault> faults)
    {
        List<Refusal> ofType = refusals.FindAll(refusal => refusal.Obstacles.All(obstacle => obstacle.Path != TypePath));
        refusals = ofType.Count > 0 ? ofType : refusals;
        string hint = MeantDatabaseType.Ask(component.Spec);
        IReadOnlyList<SpecificationFault> obstacles = refusals is [var only] ? only.Obstacles : [];
        if (obstacles.Count > 0)
        {
            return obstacles.Select(obstacle => obstacle with { Path = FaultList.Join(component.Path, obstacle.Path), Fix = hint + obstacle.Fix });
        }

        if (refusals.Count == 0 && component.Spec.Provider is null && faults.Any(fault => fault.Path == component.Path || fault.Path == $"{component.Path}.kind"))
        {
            // What it is a part of has been declined with it, or its kind is not known: nobody need register a provider for that.
            return [];
        }

        string known = string.Join(", ", providers.Of(component.Name.Kind).Select(binding => binding.Name).Where(name => name != ExternalProvider.ProviderName));
        string asked = component.Spec.Provider is { } named && refusals.Count == 0
            ? $"provider '{named}' is not registered for {component.Name.Kind} (registered: {(known.Length > 0 ? known : "none")})"
            : refusals.Count > 0 ? string.Join("; ", refusals.Select(refusal => $"'{refusal.Provider}' declined: {refusal.Why}")) : $"no provider is registered for components of kind '{component.Name.Kind}'";
        SpecificationFault fault = new(component.Path, $"{component.Name} can be taken by no provider: {asked}.", refusals.Count > 0
            ? $"{hint}Change what it says of that, or register a provider that takes it as it is."
            : "Register a provider that takes it, such as UseLocal() or UseInMemory().");
        return [fault];
    }

    private static bool IsExternal(ComponentSpec spec) => spec is ServiceSpec { IsExternal: true } or DatabaseSpec { Existing: not null };

    /// <param name="Provider">Who cannot take a component.</param>
    /// <param name="Why">In a sentence.</param>
    /// <param name="Obstacles">Each at its setting; none where the provider does not know them apart.</param>
    private sealed record Refusal(string Provider, string Why, IReadOnlyList<SpecificationFault> Obstacles);
}
