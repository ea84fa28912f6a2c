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

    [Fact]
    public void An_image_for_a_type_that_is_none_is_refused_with_the_types_that_are()
    {
        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(
            () => EnvironmentManager.Create(environments => environments.UseDocker(options => options.DatabaseImages["postgres"] = "x:1")));

        refused.Message.Should().Contain("'postgres'").And.Contain("postgresql");
    }
}
