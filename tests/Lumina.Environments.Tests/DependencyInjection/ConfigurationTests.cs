using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Tests.DependencyInjection;

[Trait("Category", "Creation")]
public sealed class ConfigurationTests
{
    [Fact]
    public void Options_come_from_the_hosts_configuration_and_code_wins()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Lumina:Installation"] = "team-a",
            ["Lumina:MaximumAttempts"] = "7",
            ["Lumina:MaximumParallelStepsByProvider:local"] = "3",
            ["Lumina:HealthMonitor:Interval"] = "00:00:07",
            ["Lumina:CleanUp:Interval"] = "00:00:09",
        }).Build();
        ServiceCollection collection = new();
        collection.AddSingleton(configuration);
        collection.AddLuminaEnvironments().Configure(options => options.MaximumAttempts = 2);
        using ServiceProvider services = collection.BuildServiceProvider();

        EnvironmentManagerOptions options = services.GetRequiredService<IOptions<EnvironmentManagerOptions>>().Value;

        options.Installation.Should().Be("team-a");
        options.MaximumAttempts.Should().Be(2);
        options.MaximumParallelStepsByProvider["local"].Should().Be(3);
        services.GetRequiredService<IOptions<HealthMonitorOptions>>().Value.Interval.Should().Be(TimeSpan.FromSeconds(7));
        services.GetRequiredService<IOptions<CleanUpOptions>>().Value.Interval.Should().Be(TimeSpan.FromSeconds(9));
    }
}
