namespace Lumina.Environments.Tests.Specification;

[Trait("Category", "Creation")]
public sealed class NullRulesTests
{
    [Fact]
    public async Task What_is_null_is_a_fault_with_its_path_and_no_crash()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());
        EnvironmentSpec spec = new("shop", "payments")
        {
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql), null!],
            Services = [null!, new ServiceSpec("api", (ServiceSource)null!) { Endpoints = [null!], Settings = { ["A"] = null! } }],
            Components = [null!],
            Healing = null!,
        };

        InvalidEnvironmentSpecException exception = (await FluentActions.Awaiting(() => manager.PlanAsync(spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;

        exception.Faults.Select(fault => fault.Path).Should().BeEquivalentTo(
            "healing", "databases[1]", "services[0]", "services[1].sources[0]", "services[1].endpoints[0]", "services[1].settings.A", "components[0]");
        spec.Validate().Should().BeEquivalentTo(exception.Faults);
    }
}
