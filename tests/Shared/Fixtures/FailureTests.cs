using Lumina.Environments.InMemory;
#if XUNIT_V3
using Lumina.Environments.XunitV3;
#else
using Lumina.Environments.Xunit;
#endif

namespace Lumina.Environments.Fixtures.Tests;

[Trait("Category", "Fixtures")]
public sealed class FailureTests
{
    private const int Tests = 200;

    [Fact]
    public async Task Of_200_tests_one_gets_the_whole_report_and_the_others_a_line_that_begins_with_the_cause()
    {
        ShopFixture fixture = await FailedAsync();
        fixture.Platform.IsEmpty.Should().BeTrue("nobody disposes a fixture that failed: it is rolled back at once");

        List<string> told = [.. Enumerable.Range(0, Tests).AsParallel().Select(_ => Told(fixture))];

        string report = told.Should().ContainSingle(text => text.Contains('\n', StringComparison.Ordinal)).Subject;
        report.Should().Contain("service/api (Provision)").And.Contain("the port is taken").And.Contain("path: database/orders -> service/api");
        told.Where(text => text != report).Should().HaveCount(Tests - 1).And.OnlyContain(text => text.StartsWith("service/api: the port is taken", StringComparison.Ordinal));
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task The_report_says_what_each_component_did_when_it_failed()
    {
        ShopFixture fixture = await FailedAsync();

        Told(fixture).Should().MatchRegex(@"Components when it failed:\n    database/orders +Up .*\n    service/api +Failed ");
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task A_failure_that_no_test_was_told_is_told_by_the_disposal()
    {
        ShopFixture fixture = await FailedAsync();

        await FluentActions.Awaiting(async () => await fixture.DisposeAsync()).Should().ThrowAsync<EnvironmentUnavailableException>().WithMessage("*the port is taken*");
        await FluentActions.Awaiting(async () => await fixture.DisposeAsync()).Should().NotThrowAsync("it was told");
    }

    [Fact]
    public async Task All_faults_of_a_spec_are_in_the_report()
    {
        ShopFixture fixture = new() { Spec = new EnvironmentSpec("shop", "tests") { Databases = [new DatabaseSpec("Orders", DatabaseType.PostgreSql), new DatabaseSpec("", DatabaseType.Redis)] } };
        await fixture.InitializeAsync();

        Told(fixture).Should().Contain("databases[0]").And.Contain("databases[1]");
        Told(fixture).Should().StartWith("databases[0].name: ").And.MatchRegex(@"\(\d+ more\) \(so there is no environment 'shop'").And.NotContain("\n");
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task What_the_author_does_wrong_keeps_its_stack()
    {
        ShopFixture fixture = new() { OnReady = (_, _) => throw new FormatException("no number") };
        await fixture.InitializeAsync();

        EnvironmentUnavailableException first = FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentUnavailableException>().Which;
        first.InnerException.Should().BeOfType<FormatException>();
        first.Message.Should().Contain("no number").And.Contain("service/api: Up");
        fixture.Platform.IsEmpty.Should().BeTrue("what was up is taken down when the preparation fails");
        Told(fixture).Should().StartWith("no number");
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task What_cannot_be_taken_away_is_in_the_report()
    {
        ShopFixture fixture = new() { OnReady = (_, _) => throw new FormatException("no number") };
        fixture.Faults.Add(new InMemoryFault { Component = ShopFixture.Orders, Call = InMemoryCall.Destroy, Error = "it is locked" });
        await fixture.InitializeAsync();

        Told(fixture).Should().Contain("Taking it down failed, too").And.Contain("it is locked");
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task A_teardown_that_fails_fails_the_run()
    {
        ShopFixture fixture = new();
        await fixture.InitializeAsync();
        fixture.Faults.Add(new InMemoryFault { Component = ShopFixture.Orders, Call = InMemoryCall.Destroy, Error = "it is locked" });

        await FluentActions.Awaiting(async () => await fixture.DisposeAsync()).Should().ThrowAsync<EnvironmentException>().WithMessage("*it is locked*");
        await FluentActions.Awaiting(async () => await fixture.DisposeAsync()).Should().NotThrowAsync("it was told");
    }

    private static async Task<ShopFixture> FailedAsync()
    {
        ShopFixture fixture = new();
        fixture.Faults.Add(new InMemoryFault { Component = ShopFixture.Api, Call = InMemoryCall.Provision, Error = "the port is taken" });
        await fixture.InitializeAsync();
        return fixture;
    }

    private static string Told(ShopFixture fixture) => FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentUnavailableException>().Which.Message;
}
