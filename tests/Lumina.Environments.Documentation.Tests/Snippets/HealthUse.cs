using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class HealthUse
{
    public static ServiceSpec CreateSpec() =>
        // snippet: health-check
        new ServiceSpec("api", ServiceSource.Project("src/Shop.Api"))
        {
            Endpoints = [EndpointSpec.Http()],
            HealthCheck = HealthCheckSpec.Http("/health") with { StartupTimeout = TimeSpan.FromSeconds(20), UnhealthyThreshold = 2 },
        };
        // end snippet

    public static async Task<HealthVerdict> CheckAsync(TestEnvironment environment)
    {
        // snippet: health-verb
        EnvironmentHealth health = await environment.CheckHealthAsync();
        foreach (HealthCheckResult failure in health.Failures)
        {
            Assert.Fail($"{failure.Component}: {failure.Message}");
        }
        // end snippet
        return health.Verdict;
    }

    public static void AddTo(IServiceCollection services)
    {
        // snippet: health-in-a-host
        services.AddLuminaEnvironments().UseInMemory().ConfigureHealthMonitor(monitor => monitor.Interval = TimeSpan.FromMinutes(1));
        services.AddHealthChecks().AddCheck<EnvironmentsHealthCheck>(EnvironmentsHealthCheck.Name);
        // end snippet
    }

    public static EnvironmentSpec WithHealing(EnvironmentSpec spec) =>
        // snippet: healing
        spec with { Healing = new HealingPolicy { MaximumRestarts = 5, Window = TimeSpan.FromHours(2) } };
        // end snippet
}

// snippet: health-checker
/// <summary>Looks whether a mailbox's folder is there.</summary>
public sealed class MailboxHealthChecker : IHealthChecker
{
    public bool CanCheck(HealthCheckContext context) => context.Check.Type == new HealthCheckType("mailbox");

    public string Describe(HealthCheckContext context) => $"the folder {Folder(context)}";

    public ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Directory.Exists(Folder(context))
            ? HealthProbeResult.Pass($"{Folder(context)} is there")
            : HealthProbeResult.Fail($"{Folder(context)} is gone"));

    private static string? Folder(HealthCheckContext context) => context.Outputs.Find("path")?.Reveal();
}
// end snippet
