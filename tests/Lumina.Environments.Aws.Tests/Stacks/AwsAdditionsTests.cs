using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What bears an environment's tags and was not made by it.</summary>
[Trait("Category", "Infrastructure")]
public sealed class AwsAdditionsTests
{
    private const string Region = "arn:aws:ec2:eu-central-1:1";
    private static readonly AwsPlace Place = new("1", "eu-central-1", null);
    private static readonly TerraformInstance Machine = Known("aws_instance.a", "aws_instance", "i-1");

    [Fact]
    public void What_was_started_with_the_tags_of_another_was_added() =>
        Find([Found($"{Region}:instance/i-1", "aws_instance.a"), Found($"{Region}:instance/i-2", "aws_instance.a")], Machine).Should().Equal("infrastructure: aws_instance 'i-2' was added");

    [Fact]
    public void What_bears_the_components_mark_alone_was_added() =>
        Find([Found($"{Region}:vpc/vpc-1", address: null)], Machine).Should().Equal("infrastructure: aws_vpc 'vpc-1' was added");

    [Fact]
    public void What_a_module_has_made_was_not() =>
        Find([Found($"{Region}:vpc/vpc-1", address: null)], Known("module.own.aws_vpc.v", "aws_vpc", "vpc-1")).Should().BeEmpty();

    [Fact]
    public void What_the_state_knows_by_another_name_was_not_while_there_is_one_of_it() =>
        Find([Found($"{Region}:instance/i-2", "aws_instance.a")], Machine).Should().BeEmpty();

    [Fact]
    public void What_AWS_has_made_of_it_was_not() =>
        Find([Found($"{Region}:instance/i-2", "aws_autoscaling_group.g")], Known("aws_autoscaling_group.g", "aws_autoscaling_group", "g")).Should().BeEmpty();

    [Fact]
    public void What_stays_listed_after_it_was_deleted_is_not_told() =>
        Find([Found("arn:aws:dynamodb:eu-central-1:1:table/gone", "aws_dynamodb_table.gone")], Machine).Should().BeEmpty();

    [Fact]
    public void What_is_of_a_component_that_nobody_asks_about_is_not_told() =>
        Find([Found($"{Region}:vpc/vpc-1", address: null, ComponentName.Network)], Machine).Should().BeEmpty();

    private static IEnumerable<string> Find(AwsResource[] found, params TerraformInstance[] known) => AwsAdditions.Find(found, known, [ComponentName.Infrastructure]).Select(drift => drift.ToString());

    private static TerraformInstance Known(string address, string type, string id) => new(address, type, JsonDocument.Parse($$"""{ "id": "{{id}}" }""").RootElement);

    private static AwsResource Found(string arn, string? address, ComponentName? component = null)
    {
        Dictionary<string, string> tags = new(StringComparer.Ordinal) { [OwnershipMarks.ComponentMark] = (component ?? ComponentName.Infrastructure).ToString() };
        if (address is not null)
        {
            tags[AwsComponent.AddressTag] = address;
        }

        return AwsDiscovery.ToResource(new AwsFinding(arn, tags), Place);
    }
}
