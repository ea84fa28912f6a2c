using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Docker.Tests;

/// <summary>What is said where there is no engine, or where options make no sense.</summary>
[Trait("Category", "Creation")]
public sealed class EngineAddressTests
{
    [Fact]
    public async Task Where_nobody_listens_the_fault_names_the_address()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseDocker(options => options.Endpoint = new Uri("tcp://127.0.0.1:9")));

        InvalidEnvironmentSpecException refused = await Assert.ThrowsAsync<InvalidEnvironmentSpecException>(
            () => manager.OpenAsync(new EnvironmentSpec("lab", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] }));

        refused.Message.Should().Contain("127.0.0.1:9").And.Contain("refused");
    }

    [Theory]
    [InlineData("ssh://me@build-7", "SSH are not supported")]
    [InlineData("localhost:2375", "'localhost' is not supported")]
    public async Task An_address_that_makes_no_sense_is_a_fault_that_says_what_to_correct_whatever_the_options_name(string address, string why)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Lumina.Environments.Docker.TestHost.dll"), "plan"]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["DOCKER_HOST"] = address;
        using Process host = Process.Start(start)!;

        string said = await host.StandardOutput.ReadToEndAsync();
        await host.WaitForExitAsync();

        said.Should().Contain("InvalidEnvironmentSpecException").And.Contain("It is not understood which container engine is meant").And.Contain(why).And.Contain("Correct or unset DOCKER_HOST");
    }

    [Fact]
    public void An_image_for_a_type_that_is_none_is_refused_with_the_types_that_are()
    {
        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(
            () => EnvironmentManager.Create(environments => environments.UseDocker(options => options.DatabaseImages["postgres"] = "x:1")));

        refused.Message.Should().Contain("'postgres'").And.Contain("postgresql");
    }
}
