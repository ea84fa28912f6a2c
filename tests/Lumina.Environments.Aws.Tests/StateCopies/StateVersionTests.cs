using System.Text;

namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class StateVersionTests
{
    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(null, "a/1", -1)]
    [InlineData("a/1", null, 1)]
    [InlineData("a/1", "a/1", 0)]
    [InlineData("a/1", "a/2", -1)]
    [InlineData("a/10", "a/9", 1)]
    public void Of_two_states_of_one_history_the_higher_serial_is_the_newer(string? here, string? copy, int expected) =>
        Math.Sign(StateVersion.Compare(Version(here), Version(copy))).Should().Be(expected);

    [Fact]
    public void States_of_two_histories_are_an_error_whatever_their_serials() =>
        FluentActions.Invoking(() => StateVersion.Compare(Version("a/1"), Version("b/7"))).Should().Throw<TerraformStateException>()
            .WithMessage("the state here is of the history a (serial 1) and its copy of b (serial 7): they did not come one from the other, and nothing was done");

    [Fact]
    public void What_is_no_whole_state_has_no_version() => StateVersion.Of(Encoding.UTF8.GetBytes("{\"version\":4,\"ser")).Should().BeNull();

    private static StateVersion? Version(string? text) =>
        text?.Split('/') is [var lineage, var serial] ? StateVersion.Of(Encoding.UTF8.GetBytes($$"""{"version":4,"serial":{{serial}},"lineage":"{{lineage}}","resources":[],"outputs":{} }""")) : null;
}
