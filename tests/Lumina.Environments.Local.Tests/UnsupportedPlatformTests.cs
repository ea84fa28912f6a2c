using Lumina.Environments.Platforms;

namespace Lumina.Environments.Local.Tests;

/// <summary>What stands in place of the local providers elsewhere than on Linux.</summary>
[Trait("Category", "Creation")]
[Trait("Category", "Local")]
public sealed class UnsupportedPlatformTests
{
    [Fact]
    public async Task Where_the_local_providers_are_not_supported_a_spec_is_a_fault_that_says_so()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(new LinuxOnlyProvider<DatabaseSpec>("local-postgresql", "it is supported on Linux only")));

        Func<Task> plan = () => manager.PlanAsync(new EnvironmentSpec("shop", owner: "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });

        SpecificationFault fault = (await plan.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle().Which;
        fault.Path.Should().Be("databases[0]");
        fault.Problem.Should().Contain("local-postgresql").And.Contain("supported on Linux only");
    }
}
