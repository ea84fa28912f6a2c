namespace Lumina.Environments;

/// <summary>Fourth pass: what can't be reached from where its spec wants it to be, and a reference whose consumer cannot reach the output, are faults.</summary>
internal sealed class CheckVantages
{
    private const string Opening = "open it where its platform can (a published port, a port-forward, an allowed caller)";

    public void Run(PlanDraft draft)
    {
        foreach (DraftComponent component in draft.Components.Where(component => component.Binding is not null && (component.Spec.MustBeReachableFrom & ~component.Placement.ReachableFrom) != Vantage.None))
        {
            draft.Faults.Add(new SpecificationFault(
                JsonReading.Join(component.Path, "mustBeReachableFrom"),
                $"{component.Name} must be reachable from {component.Spec.MustBeReachableFrom}, and what '{component.Binding!.Name}' makes of it is reachable from {component.Placement.ReachableFrom} only.",
                $"Take another provider, or {Opening}."));
        }

        foreach (DraftComponent consumer in draft.Components)
        {
            foreach (Reference reference in consumer.References)
            {
                DraftComponent? referred = draft.Find(reference.Component);
                if (referred is { Binding: not null } && consumer.Binding is not null && (referred.Placement.ReachableFrom & consumer.Placement.ConsumesFrom) == Vantage.None)
                {
                    draft.Faults.Add(new SpecificationFault(
                        consumer.Path,
                        $"{reference} is reachable from {referred.Placement.ReachableFrom} only, and {consumer.Name} runs where it would have to be reachable from {consumer.Placement.ConsumesFrom}.",
                        $"Let providers of the same platform make both, or {Opening}."));
                }
            }
        }
    }
}
