using Microsoft.Extensions.Diagnostics.HealthChecks;
using HostHealthCheckContext = Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckContext;
using HostHealthCheckResult = Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult;

namespace Lumina.Environments;

/// <summary>A health check for the host's own health page. It reads snapshots and asks no platform: what the health monitor and the verbs have found is in them.</summary>
/// <remarks>
/// Unhealthy: an environment has failed and something of it is left, so that it costs and nobody uses it. Degraded: an environment is unhealthy, or one that is up has a component that failed. Healthy: neither.
/// Its data count environments by status, and name those that are unhealthy or left.
/// </remarks>
/// <param name="manager">The manager, or an owner's view: only environments that it sees count.</param>
public sealed class EnvironmentsHealthCheck(IEnvironmentManager manager) : IHealthCheck
{
    /// <summary>The name under which it is usually registered: <c>lumina</c>.</summary>
    public const string Name = "lumina";

    /// <inheritdoc />
    public async Task<HostHealthCheckResult> CheckHealthAsync(HostHealthCheckContext context, CancellationToken cancellationToken = default)
    {
        SortedDictionary<string, object> data = new(StringComparer.Ordinal);
        List<string> unhealthy = [];
        List<string> left = [];
        await foreach (EnvironmentSnapshot environment in manager.QueryAsync(new EnvironmentQuery { Active = true }, cancellationToken).ConfigureAwait(false))
        {
            string status = environment.Status.ToString();
            data[status] = data.TryGetValue(status, out object? count) ? (int)count + 1 : 1;
            if (environment.Status == EnvironmentStatus.Failed)
            {
                left.Add($"{environment.Name} ({environment.Id}): {string.Join(", ", environment.Left)}");
            }
            else if (environment.IsUnhealthy || HasBroken(environment))
            {
                unhealthy.Add($"{environment.Name} ({environment.Id})");
            }
        }

        Add(data, "unhealthy", unhealthy);
        Add(data, "failedAndLeft", left);
        return left.Count > 0 ? HostHealthCheckResult.Unhealthy($"Failed, with something left: {string.Join("; ", left)}", exception: null, data)
            : unhealthy.Count > 0 ? HostHealthCheckResult.Degraded($"Unhealthy: {string.Join("; ", unhealthy)}", exception: null, data)
            : HostHealthCheckResult.Healthy("No environment is unhealthy, and none has failed with something left.", data);
    }

    // What a restart could not bring up is known without a look.
    private static bool HasBroken(EnvironmentSnapshot environment) =>
        environment.IsUp && environment.Components.Any(component => component.State is ComponentState.Failed or ComponentState.InDoubt);

    private static void Add(SortedDictionary<string, object> data, string key, List<string> names)
    {
        if (names.Count > 0)
        {
            data[key] = names;
        }
    }
}
