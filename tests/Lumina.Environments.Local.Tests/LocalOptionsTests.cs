using Microsoft.Extensions.Options;

namespace Lumina.Environments.Local.Tests;

[Trait("Category", "Local")]
public sealed class LocalOptionsTests
{
    [Theory]
    [InlineData("log_line_prefix", "whose log lines are shown to whom hangs on it")]
    [InlineData("Logging_Collector", "names are told from each other without regard to case, and the line that says that it is ready would never come")]
    [InlineData("port", "it would listen elsewhere")]
    public void A_setting_of_PostgreSQL_by_which_the_server_is_found_or_read_is_refused(string setting, string because)
    {
        Action creating = () => EnvironmentManager.Create(environments => environments.UseLocal(options => options.PostgreSqlSettings[setting] = "on"));

        creating.Should().Throw<OptionsValidationException>(because).WithMessage($"PostgreSqlSettings has '{setting}', by which the server is found, waited for or read: leave it out.");
    }

    [Fact]
    public void The_refusal_of_a_setting_names_the_option_that_says_the_same()
    {
        Action creating = () => EnvironmentManager.Create(environments => environments.UseLocal(options => options.PostgreSqlSettings["max_connections"] = "7"));

        creating.Should().Throw<OptionsValidationException>().WithMessage("*leave it out, MaximumConnections says it.");
    }
}
