using System.Collections.Immutable;

namespace Lumina.Environments;

/// <summary>The outputs of one environment that hold in this process only, such as ports that it forwards. The journal has none of them: another process would read addresses that lead nowhere.</summary>
internal sealed class ProcessOutputs
{
    private ImmutableDictionary<ComponentName, ComponentOutputs> _outputs = ImmutableDictionary<ComponentName, ComponentOutputs>.Empty;
    private Laid? _laid;

    /// <summary>The outputs that are the same for every process.</summary>
    public static ComponentOutputs Recorded(ComponentOutputs outputs) =>
        HasSome(outputs) ? new ComponentOutputs(outputs.Where(output => !output.EndsWithProcess)) : outputs;

    /// <summary>Whether there are some of a component.</summary>
    public bool Has(ComponentName component) => Volatile.Read(ref _outputs).ContainsKey(component);

    /// <summary>Keeps those of a component in place of earlier ones; forgets it where there are none.</summary>
    public void Keep(ComponentName component, ComponentOutputs outputs)
    {
        if (!HasSome(outputs) && !Has(component))
        {
            return;
        }

        ComponentOutput[] kept = [.. outputs.Where(output => output.EndsWithProcess)];
        ImmutableInterlocked.Update(ref _outputs, static (known, change) => change.Kept.Length == 0 ? known.Remove(change.Component) : known.SetItem(change.Component, new ComponentOutputs(change.Kept)), (Component: component, Kept: kept));
    }

    private static bool HasSome(ComponentOutputs outputs)
    {
        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].EndsWithProcess)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An environment as this process sees it: with these outputs beside those of its journal.</summary>
    public EnvironmentSnapshot LayOver(EnvironmentSnapshot environment)
    {
        ImmutableDictionary<ComponentName, ComponentOutputs> outputs = Volatile.Read(ref _outputs);
        if (outputs.IsEmpty)
        {
            return environment;
        }

        Laid? laid = Volatile.Read(ref _laid);
        if (laid?.Below != environment || laid.Outputs != outputs)
        {
            laid = new Laid(environment, outputs, environment with { Components = ImmutableArray.CreateRange(environment.Components, LayOver, outputs) });
            Volatile.Write(ref _laid, laid);
        }

        return laid.Result;
    }

    private static ComponentSnapshot LayOver(ComponentSnapshot component, ImmutableDictionary<ComponentName, ComponentOutputs> outputs) =>
        component.State != ComponentState.Destroyed && outputs.TryGetValue(component.Name, out ComponentOutputs? kept)
            ? component with { Outputs = kept.Aggregate(component.Outputs, static (laid, output) => laid.With(output)) }
            : component;

    /// <summary>What was laid over last: it is asked for more often than it changes.</summary>
    private sealed class Laid(EnvironmentSnapshot below, ImmutableDictionary<ComponentName, ComponentOutputs> outputs, EnvironmentSnapshot result)
    {
        public EnvironmentSnapshot Below => below;

        public ImmutableDictionary<ComponentName, ComponentOutputs> Outputs => outputs;

        public EnvironmentSnapshot Result => result;
    }
}
