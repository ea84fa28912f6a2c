namespace Lumina.Environments;

/// <summary>Turns a spec or a snapshot into a plan. Pure: it asks no platform for anything and knows no clock. A verb is a method, made of named passes.</summary>
internal sealed class Planner(
    ExpandComponents expand,
    ChooseProviders choose,
    ConnectComponents connect,
    CheckVantages checkVantages,
    MakeSteps makeSteps,
    CostEstimator costs,
    LifecyclePlans lifecycle)
{
    /// <summary>The plan that makes an environment.</summary>
    /// <param name="spec">What is wanted.</param>
    /// <param name="faults">What was found wrong before; what planning finds is added.</param>
    public PreparedEnvironment Provision(EnvironmentSpec spec, List<SpecificationFault> faults)
    {
        PlanDraft draft = expand.Run(spec);
        choose.Run(draft);
        connect.Run(draft, reportCycles: faults.Count == 0); // references are followed by name, so providers must be known only for what comes next
        checkVantages.Run(draft);
        faults.AddRange(draft.Faults);
        return new PreparedEnvironment(draft.Spec, makeSteps.Run(draft), [.. draft.Components]);
    }

    /// <summary>The plan with the cost of an hour: for whoever looks, since carrying it out does not need it.</summary>
    public EnvironmentPlan WithCost(PreparedEnvironment prepared) => prepared.Plan with
    {
        EstimatedCost = costs.Estimate(Costing(prepared.Components)),
    };

    /// <summary>What platforms have planned with its prices, and what all of it costs an hour.</summary>
    /// <param name="resources">What was planned.</param>
    /// <param name="others">Components that no platform has planned: their specs tell what they cost.</param>
    public (IReadOnlyList<PlannedResource> Resources, CostEstimate Cost) Price(IEnumerable<PlannedResource> resources, IEnumerable<DraftComponent> others)
    {
        PlannedResource[] priced = [.. resources.Select(costs.Price)];
        return (priced, costs.Estimate(Costing(others), priced));
    }

    public EnvironmentPlan Terminate(EnvironmentSnapshot environment) => lifecycle.Terminate(environment);

    public EnvironmentPlan Resume(EnvironmentSnapshot environment, IReadOnlySet<ComponentName> there, IReadOnlySet<ComponentName> gone) => lifecycle.Resume(environment, there, gone);

    public EnvironmentPlan Stop(EnvironmentSnapshot environment) => lifecycle.Stop(environment);

    public EnvironmentPlan Start(EnvironmentSnapshot environment) => lifecycle.Start(environment);

    public EnvironmentPlan Restart(EnvironmentSnapshot environment, ComponentName component) => lifecycle.Restart(environment, component);

    public EnvironmentPlan Scale(EnvironmentSnapshot environment, ComponentName component, int count) => lifecycle.Scale(environment, component, count);

    public EnvironmentPlan Reset(EnvironmentSnapshot environment) => lifecycle.Reset(environment);

    private static IEnumerable<(ComponentSpec, string, ComponentLocation)> Costing(IEnumerable<DraftComponent> components) =>
        components.Select(component => (component.Spec, component.Binding!.Name, component.Location));
}
