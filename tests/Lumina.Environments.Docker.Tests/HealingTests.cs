using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lumina.Environments.Docker.Tests;

/// <summary>Containers that end without our doing are restarted by the healing policy, and the journal says so.</summary>
[Trait("Category", "Health")]
public sealed class HealingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task A_container_that_somebody_kills_is_restarted_and_reported()
    {
        await DockerLab.RequireAsync();
        string installation = $"healing-{Guid.CreateVersion7():N}";
        using EngineView engine = new(installation);
        ServiceCollection services = new();
        services.AddLogging();
        services.AddLuminaEnvironments().UseDocker().Configure(options => options.Installation = installation).ConfigureHealthMonitor(monitor => monitor.Interval = TimeSpan.FromSeconds(1));
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            IHostedService[] hosted = [.. provider.GetServices<IHostedService>()];
            await Task.WhenAll(hosted.Select(service => service.StartAsync(CancellationToken.None)));
            IEnvironmentManager manager = provider.GetRequiredService<IEnvironmentManager>();
            EnvironmentSnapshot environment = await manager.ProvisionAsync(new EnvironmentSpec("lab", "tests") { Services = [DockerLab.Web()] });

            await engine.KillAsync(environment.Find(ComponentName.Service("web"))!.ExternalName);

            List<string> events = [];
            using CancellationTokenSource bound = new(Patience, TimeProvider.System);
            await foreach (EnvironmentEvent said in manager.ReadEventsAsync(environment.Id, follow: true, cancellationToken: bound.Token))
            {
                events.Add(said.GetType().Name);
                if (said is HealingSucceeded)
                {
                    break;
                }
            }

            events.Should().ContainInOrder(nameof(HealthCheckFailed), nameof(HealingStarted), nameof(HealingSucceeded));
            using HttpClient http = (await manager.AttachAsync(environment.Id)).CreateHttpClient("web");
            (await http.GetStringAsync("/")).Trim().Should().Be("hello");
            await manager.TerminateAsync(environment.Id);
            await Task.WhenAll(hosted.Select(service => service.StopAsync(CancellationToken.None)));
        }

        (await engine.LeftAsync()).Should().BeEmpty();
    }
}
