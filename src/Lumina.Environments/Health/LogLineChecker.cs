namespace Lumina.Environments;

/// <summary>Looks whether a component has written the line by which it says that it is ready.</summary>
/// <param name="hasWrittenAsync">Whether it has written a line with a text since it was started.</param>
internal sealed class LogLineChecker(Func<string, CancellationToken, ValueTask<bool>> hasWrittenAsync) : IHealthChecker
{
    public bool CanCheck(HealthCheckContext context) => context.Check.Type == HealthCheckType.Log;

    public string Describe(HealthCheckContext context) => $"a look for '{context.Check.Line}' in its log";

    public async ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        await hasWrittenAsync(context.Check.Line!, cancellationToken).ConfigureAwait(false)
            ? HealthProbeResult.Pass($"it has written '{context.Check.Line}'")
            : HealthProbeResult.Fail($"it has not written '{context.Check.Line}' yet");
}
