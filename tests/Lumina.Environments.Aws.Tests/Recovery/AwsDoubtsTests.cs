using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Under which ids things in doubt are looked for, and what counts as ours.</summary>
public sealed class AwsDoubtsTests
{
    private static readonly EnvironmentId Id = EnvironmentId.Parse("01k5d3v8q2m4x7n9c6b1a0z3y5");
    private static readonly ComponentName Component = ComponentName.Service("api");
    private static readonly string Name = ExternalName.For(Id, Component);
    private static readonly AwsPlace Place = new("111122223333", "eu-central-1", EndpointUrl: null);

    [Fact]
    public void A_name_in_the_configuration_is_an_id_if_it_is_a_literal()
    {
        using TerraformLab lab = new();
        Write(lab, """
            {"resource": {
              "aws_s3_bucket": {"a": {"bucket": "files"}},
              "aws_sqs_queue": {"q": {"name": "a$${x}%%{y}"}},
              "aws_dynamodb_table": {"t": {"name": "${aws_s3_bucket.a.id}-x"}},
              "aws_vpc": {"v": {"cidr_block": "10.0.0.0/16"}}
            }}
            """);

        Find(lab, [Doubt("aws_s3_bucket.a"), Doubt("aws_sqs_queue.q"), Doubt("aws_dynamodb_table.t"), Doubt("aws_vpc.v")]).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["aws_s3_bucket.a"] = "bucket=files id=files",
            ["aws_sqs_queue.q"] = "id=https://sqs.eu-central-1.amazonaws.com/111122223333/a${x}%{y}",
        });
    }

    [Fact]
    public void What_terraform_told_is_an_id_where_the_name_is_none()
    {
        using TerraformLab lab = new();
        Write(lab, """{"resource": {"aws_vpc": {"v": {}}, "aws_db_instance": {"d": {"identifier": "orders"}}, "aws_lb": {"l": {"name": "web"}}}}""");

        Find(lab, [Doubt("aws_vpc.v", "vpc-1"), Doubt("aws_db_instance.d", "db-M5EN"), Doubt("aws_lb.l", "arn:lb")]).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["aws_vpc.v"] = "id=vpc-1",
            ["aws_db_instance.d"] = "id=orders identifier=orders",
            ["aws_lb.l"] = "id=arn:lb",
        });
    }

    [Fact]
    public void What_ties_things_together_is_found_by_theirs()
    {
        using TerraformLab lab = new();
        Write(lab, """
            {"resource": {
              "aws_route_table": {"t": {}},
              "aws_route": {"r": {"route_table_id": "${aws_route_table.t.id}", "destination_cidr_block": "0.0.0.0/0"}, "lost": {"route_table_id": "${aws_route_table.gone.id}", "destination_cidr_block": "0.0.0.0/0"}},
              "aws_iam_role": {"w": {"name": "web"}},
              "aws_iam_role_policy": {"p": {"name": "read", "role": "${aws_iam_role.w.name}"}}
            }}
            """);

        Find(lab, [Doubt("aws_route_table.t", "rtb-1"), Doubt("aws_route.r"), Doubt("aws_route.lost"), Doubt("aws_iam_role.w"), Doubt("aws_iam_role_policy.p")]).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["aws_route_table.t"] = "id=rtb-1",
            ["aws_route.r"] = "destination_cidr_block=0.0.0.0/0 id=rtb-1_0.0.0.0/0 route_table_id=rtb-1",
            ["aws_iam_role.w"] = "id=web",
            ["aws_iam_role_policy.p"] = "id=web:read name=read role=web",
        });
    }

    [Fact]
    public void The_tag_of_an_address_counts_before_everything_else()
    {
        using TerraformLab lab = new();
        Write(lab, """{"resource": {"aws_vpc": {"v": {}}, "aws_instance": {"i": {}}}}""");
        AwsResource[] found =
        [
            Resource("arn:aws:ec2:eu-central-1:1:vpc/vpc-7", "aws_vpc.v"),
            Resource("arn:aws:ec2:eu-central-1:1:instance/i-1", "aws_autoscaling_group.g"),
        ];

        Find(lab, [Doubt("aws_vpc.v"), Doubt("aws_instance.i")], found).Should().BeEquivalentTo(new Dictionary<string, string> { ["aws_vpc.v"] = "id=vpc-7" });
    }

    [Theory]
    [InlineData("""{"tags_all": {"lumina-environment": "01k5d3v8q2m4x7n9c6b1a0z3y5"}}""", true, "it bears the mark")]
    [InlineData("""{"tag": [{"key": "lumina-environment", "value": "01k5d3v8q2m4x7n9c6b1a0z3y5"}]}""", true, "it bears the mark in a block")]
    [InlineData("""{"tags_all": {"lumina-environment": "01k5d3v8q2m4x7n9c6b1a0z3y6"}}""", false, "it is another environment's")]
    [InlineData("""{"bucket": "x"}""", true, "its type has no tags")]
    [InlineData("""{"tags_all": {}}""", true, "its name is one that only we give, and marking comes after making")]
    public void What_is_ours_is_told_by_its_marks(string found, bool isOurs, string because)
    {
        using TerraformLab lab = new();
        Write(lab, """{"resource": {"aws_s3_bucket": {"a": {"bucket": "NAME-files", "tags": {"lumina-component": "service/api"}}}}}""".Replace("NAME", Name, StringComparison.Ordinal));
        AwsMarkCheck check = new(Id.Value, TerraformWritten.Read(lab.Workspace), [Doubt("aws_s3_bucket.a")]);

        check.IsOurs("aws_s3_bucket.a", JsonDocument.Parse(found).RootElement).Should().Be(isOurs, because);
    }

    [Fact]
    public void A_thing_without_marks_and_with_anybodys_name_is_not_ours_unless_terraform_told_that_it_made_it()
    {
        using TerraformLab lab = new();
        Write(lab, """{"resource": {"aws_s3_bucket": {"a": {"bucket": "team-data", "tags": {"lumina-component": "service/api"}}}}}""");
        TerraformWritten written = TerraformWritten.Read(lab.Workspace);
        JsonElement bare = JsonDocument.Parse("""{"tags_all": null}""").RootElement;

        new AwsMarkCheck(Id.Value, written, [Doubt("aws_s3_bucket.a")]).IsOurs("aws_s3_bucket.a", bare).Should().BeFalse();
        new AwsMarkCheck(Id.Value, written, [Doubt("aws_s3_bucket.a", "team-data")]).IsOurs("aws_s3_bucket.a", bare).Should().BeTrue();
    }

    private static AwsResource Resource(string arn, string address) =>
        AwsDiscovery.ToResource(new AwsFinding(arn, new Dictionary<string, string>(StringComparer.Ordinal) { [AwsComponent.AddressTag] = address }), Place);

    private static TerraformDoubt Doubt(string address, string? id = null) =>
        new(address, id is null ? TerraformDoubtReason.Unfinished : TerraformDoubtReason.Lost, id is null ? null : new TerraformId("id", id));

    private static void Write(TerraformLab lab, string configuration) => File.WriteAllText(lab.Workspace.ConfigurationFile, configuration);

    private static Dictionary<string, string> Find(TerraformLab lab, TerraformDoubt[] doubts, params AwsResource[] found) =>
        new AwsDoubtCandidates(doubts, TerraformWritten.Read(lab.Workspace), state: null, found, Place).Find()
            .ToDictionary(candidate => candidate.Key, candidate => string.Join(' ', candidate.Value.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")), StringComparer.Ordinal);
}
