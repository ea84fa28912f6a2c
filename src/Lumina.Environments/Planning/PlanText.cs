using System.Text;

namespace Lumina.Environments;

/// <summary>A plan as text for people.</summary>
internal static class PlanText
{
    public static string Format(EnvironmentPlan plan)
    {
        StringBuilder text = new();
        text.Append($"{plan.Verb} '{plan.EnvironmentName}': {plan.Steps.Length} {(plan.Steps.Length == 1 ? "step" : "steps")}");
        if (plan.EstimatedDuration > TimeSpan.Zero)
        {
            text.Append($", about {plan.EstimatedDuration.TotalSeconds:0.#} s");
        }

        if (plan.EstimatedCost is not null)
        {
            text.Append($", {plan.EstimatedCost}");
        }

        foreach (PlanStep step in plan.Steps)
        {
            text.AppendLine().Append($"  {step.Index + 1,2}. {step.Action} {step.Component} by {step.Provider}");
            if (step.Count is { } count)
            {
                text.Append($" to {count}");
            }

            if (step.After.Length > 0)
            {
                text.Append($", after {string.Join(", ", step.After.Select(index => plan.Steps[index].Component))}");
            }

            if (step.Together.Length > 1)
            {
                text.Append($", together with {string.Join(", ", step.Together.Where(other => other != step.Component))}");
            }

            if (step.Component.Kind is ComponentKinds.Database or ComponentKinds.Service && (step.ReachableFrom & Vantage.Host) == Vantage.None)
            {
                text.AppendLine().Append("      is reached from its network alone, not from here");
            }

            foreach (Providers.NotApplicableSetting setting in step.NotApplicable)
            {
                text.AppendLine().Append($"      {setting.Setting} does not apply: {setting.Reason}");
            }
        }

        return text.ToString();
    }
}
