namespace Lumina.Environments;

/// <summary>A check and the checker that carries it out.</summary>
internal sealed record SelectedCheck(IHealthChecker Checker, HealthCheckContext Context)
{
    public HealthCheckSpec Spec => Context.Check;

    public string Describe() => Checker.Describe(Context) ?? Spec.Type.ToString();
}
