namespace Lumina.Environments;

/// <summary>Fourth pass: a reference whose consumer cannot reach the output is a fault.</summary>
internal sealed class CheckVantages
{
    public void Run(PlanDraft draft)
    {
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
                        "Let providers of the same platform make both, or open it where its platform can (a published port, a port-forward, an allowed caller)."));
                }
            }
        }
    }
}
