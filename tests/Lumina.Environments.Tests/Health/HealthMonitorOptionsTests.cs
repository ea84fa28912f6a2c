using Microsoft.Extensions.Options;

namespace Lumina.Environments.Tests.Health;

[Trait("Category", "Health")]
[Trait("Category", "Monitoring")]
public sealed class HealthMonitorOptionsTests
{
    [Fact]
    public void The_defaults_are_a_round_every_five_minutes_and_are_valid()
    {
        HealthMonitorOptions options = new();

        (options.Enabled, options.Interval, options.MaximumParallelEnvironments).Should().Be((true, TimeSpan.FromMinutes(5), 16));
        new HealthMonitorOptionsValidator().Validate(name: null, options).Succeeded.Should().BeTrue();
    }

    [Fact]
    public void What_is_out_of_range_is_said_all_at_once_when_the_manager_is_made()
    {
        Action making = () => EnvironmentManager.Create(environments => environments.UseInMemory().ConfigureHealthMonitor(options =>
        {
            options.Interval = TimeSpan.FromMilliseconds(10);
            options.MaximumParallelEnvironments = 0;
        }));

        making.Should().Throw<OptionsValidationException>().Which.Failures.Should().Equal(
            "Lumina:HealthMonitor:Interval is 00:00:00.0100000: it must be from 00:00:01 to 1.00:00:00.",
            "Lumina:HealthMonitor:MaximumParallelEnvironments is 0: it must be from 1 to 1000.");
    }
}
