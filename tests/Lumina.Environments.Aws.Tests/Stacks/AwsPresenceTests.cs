using System.Text.Json;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class AwsPresenceTests
{
    private const string Address = "aws_dynamodb_table.database_carts_0123456789";

    private static readonly ComponentContext Context = new()
    {
        EnvironmentId = EnvironmentId.Parse("01k5d3v8q2m4x7n9c6b1a0z3y5"),
        EnvironmentName = "shop",
        Component = ComponentName.Database("carts"),
        ExternalName = "carts-0123456789ab",
        Marks = new OwnershipMarks("tests", EnvironmentId.Parse("01k5d3v8q2m4x7n9c6b1a0z3y5"), ComponentName.Database("carts"), "payments", ExpiresAt: null),
    };

    [Fact]
    public void What_the_state_knows_and_AWS_does_not_list_any_more_was_deleted_by_somebody()
    {
        ComponentPresence presence = new AwsPresence([], [Known()]).Judge(Context);

        presence.IsRunning.Should().BeFalse();
        presence.Detail.Should().Contain(Address);
    }

    [Fact]
    public void What_was_made_just_now_need_not_be_listed_yet() => new AwsPresence([], [Known()]) { JustMade = new HashSet<string> { Known().Address } }.Judge(Context).IsRunning.Should().BeTrue();

    [Fact]
    public void What_is_known_and_listed_runs_and_nothing_of_both_is_absent()
    {
        AwsResource listed = new("arn:aws:dynamodb:eu-central-1:123456789012:table/carts", new Dictionary<string, string>(StringComparer.Ordinal) { [AwsComponent.AddressTag] = Address });

        new AwsPresence([listed], [Known()]).Judge(Context).IsRunning.Should().BeTrue();
        new AwsPresence([], []).Judge(Context).Should().BeSameAs(ComponentPresence.Absent);
    }

    [Fact]
    public void What_of_a_module_is_not_listed_any_more_was_deleted_too()
    {
        const string There = "arn:aws:sqs:eu-central-1:123456789012:orders", Gone = "arn:aws:sqs:eu-central-1:123456789012:mails";
        AwsResource listed = new(There, new Dictionary<string, string>(StringComparer.Ordinal) { [OwnershipMarks.EnvironmentMark] = "01k5d3v8q2m4x7n9c6b1a0z3y5" });

        ComponentPresence presence = new AwsPresence([listed], [OfModule("orders", There), OfModule("mails", Gone)]).Judge(Context);

        presence.IsRunning.Should().BeFalse();
        presence.Detail.Should().Be("somebody else has deleted module.m.aws_sqs_queue.mails, or has taken its tags away, by which it is found");
        new AwsPresence([listed], [OfModule("orders", There)]).Judge(Context).IsRunning.Should().BeTrue();

        static TerraformInstance OfModule(string name, string arn) => new(
            $"module.m.aws_sqs_queue.{name}", "aws_sqs_queue", JsonDocument.Parse($$"""{ "arn": "{{arn}}", "tags_all": { "{{OwnershipMarks.EnvironmentMark}}": "01k5d3v8q2m4x7n9c6b1a0z3y5" } }""").RootElement);
    }

    private static TerraformInstance Known() =>
        new(Address, "aws_dynamodb_table", JsonDocument.Parse($$"""{ "tags_all": { "{{AwsComponent.AddressTag}}": "{{Address}}" } }""").RootElement);
}
