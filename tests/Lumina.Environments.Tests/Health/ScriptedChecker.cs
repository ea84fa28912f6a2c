namespace Lumina.Environments.Tests.Health;

/// <summary>A checker that answers what a test says: from the number of the probe, from 1.</summary>
internal sealed class ScriptedChecker(Func<int, CancellationToken, ValueTask<HealthProbeResult>> probe, HealthCheckType? type = null) : IHealthChecker
{
    private int _probes;

    public static HealthCheckType Type => new("scripted");

    public int Probes => Volatile.Read(ref _probes);

    public List<CancellationToken> Tokens { get; } = [];

    public static ScriptedChecker Answers(Func<int, HealthProbeResult> answer, HealthCheckType? type = null) => new((probe, _) => ValueTask.FromResult(answer(probe)), type);

    public static ScriptedChecker NeverAnswers() => new((_, _) => new ValueTask<HealthProbeResult>(new TaskCompletionSource<HealthProbeResult>().Task));

    public bool CanCheck(HealthCheckContext context) => context.Check.Type == (type ?? Type);

    public string Describe(HealthCheckContext context) => "the script";

    public ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        Tokens.Add(cancellationToken);
        return probe(Interlocked.Increment(ref _probes), cancellationToken);
    }
}
