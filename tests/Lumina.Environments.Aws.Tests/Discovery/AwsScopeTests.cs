namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class AwsScopeTests
{
    private static readonly Dictionary<string, string> Ours = new(StringComparer.Ordinal)
    {
        [OwnershipMarks.InstallationMark] = "team-a",
        [OwnershipMarks.EnvironmentMark] = "01k5d3v8q2m4x7n9c6b1a0z3y5",
    };

    [Fact]
    public void A_scope_of_everybody_holds_what_bears_the_mark_and_nothing_else()
    {
        AwsScope everybody = new();

        everybody.Holds(Ours).Should().BeTrue();
        everybody.Holds(new Dictionary<string, string>(StringComparer.Ordinal) { ["Name"] = "somebody's" }).Should().BeFalse();
    }

    [Fact]
    public void A_scope_of_one_holds_its_own_alone()
    {
        new AwsScope(Installation: "team-a").Holds(Ours).Should().BeTrue();
        new AwsScope(Installation: "team-b").Holds(Ours).Should().BeFalse();
        new AwsScope("01k5d3v8q2m4x7n9c6b1a0z3y6").Holds(Ours).Should().BeFalse();
    }
}
