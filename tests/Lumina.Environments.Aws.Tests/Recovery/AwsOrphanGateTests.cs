using System.Text.Json;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What a plan of a sweep may hold, and which of the things that were found are swept.</summary>
public sealed class AwsOrphanGateTests
{
    private static readonly AwsSweepScope Scope = new("ours", "1", "eu-central-1", ComponentName.Service("api"));

    private static readonly AwsPlace Place = new("1", "eu-central-1", EndpointUrl: null);

    [Fact]
    public void What_terraform_sees_without_the_marks_is_foreign_and_parts_go_by_what_they_belong_to()
    {
        using JsonDocument plan = JsonDocument.Parse("""
            {"prior_state": {"values": {"root_module": {"resources": [
              {"address": "aws_vpc.found_0", "values": {"tags_all": {"lumina-environment": "ours", "lumina-component": "service/api"}}},
              {"address": "aws_autoscaling_group.found_1", "values": {"tag": [{"key": "lumina-environment", "value": "ours"}, {"key": "lumina-component", "value": "service/api"}]}},
              {"address": "aws_cloudwatch_event_target.found_2", "values": {"rule": "x"}},
              {"address": "aws_vpc.found_3", "values": {"tags_all": {"lumina-environment": "theirs", "lumina-component": "service/api"}}},
              {"address": "aws_vpc.found_4", "values": {"tags_all": {"lumina-environment": "ours", "lumina-component": "network"}}},
              {"address": "aws_vpc.found_5", "values": {"tags_all": null}},
              {"address": "aws_vpc.unasked", "values": {}}
            ]}}}}
            """);
        Dictionary<string, AwsResource> found = new(StringComparer.Ordinal)
        {
            ["aws_cloudwatch_event_target.found_2"] = new("arn", new Dictionary<string, string>()) { IsPart = true },
        };

        AwsOrphanGate.FindForeign(plan, found, Scope).Should().Equal("aws_vpc.found_3", "aws_vpc.found_4", "aws_vpc.found_5", "aws_vpc.unasked");
    }

    [Theory]
    [InlineData("aws_vpc.found_0", "Update")]
    [InlineData("aws_vpc.other", "Delete")]
    public void A_plan_that_does_more_than_destroy_what_was_found_is_refused(string address, string action)
    {
        Dictionary<string, AwsResource> found = new(StringComparer.Ordinal) { ["aws_vpc.found_0"] = new("arn", new Dictionary<string, string>()) };
        TerraformChange change = new(address, Enum.Parse<TerraformAction>(action));

        FluentActions.Invoking(() => AwsOrphanGate.RequireOnlyDestroys(new TerraformRunResult { Planned = [change] }, found, Scope))
            .Should().Throw<ProviderException>().WithMessage($"*{action} {address}*Nothing was destroyed*");
        AwsOrphanGate.RequireOnlyDestroys(new TerraformRunResult { Planned = [new TerraformChange("aws_vpc.found_0", TerraformAction.Delete)] }, found, Scope);
    }

    [Fact]
    public void What_is_kept_not_known_or_goes_with_something_else_is_not_swept_by_itself()
    {
        AwsResource group = Resource("autoscaling:eu-central-1:1:autoScalingGroup:u:autoScalingGroupName/web", "aws_autoscaling_group.web");
        AwsResource ofGroup = Resource("ec2:eu-central-1:1:instance/i-1", "aws_autoscaling_group.web");
        AwsResource ofNobody = Resource("ec2:eu-central-1:1:instance/i-2", "aws_autoscaling_group.gone");
        AwsResource rule = Resource("ec2:eu-central-1:1:security-group-rule/sgr-1", null);
        AwsResource said = Resource("ec2:eu-central-1:1:security-group-rule/sgr-2", "aws_vpc_security_group_egress_rule.r");
        AwsResource unknown = Resource("glue:eu-central-1:1:database/x", null);
        AwsResource kept = Resource("s3:::files", null) with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { [OwnershipMarks.KeepMark] = "please" } };
        AwsResource builtIn = Resource("ec2:eu-central-1:1:route-table/rtb-1", "aws_default_route_table.d");

        AwsOrphanSelection.Choose([group, ofGroup, ofNobody, rule, said, unknown, kept]).Should().Equal(group, ofNobody, said);
        builtIn.IsMadeByAnother.Should().BeTrue();
    }

    [Theory]
    [InlineData("orders-3m9x2c7q1k0v", true)]
    [InlineData("/lumina/orders-3m9x2c7q1k0v-files", true)]
    [InlineData("orders", false)]
    [InlineData("orders-3m9x2c7q1k0u", false)]
    [InlineData("Orders-3m9x2c7q1k0v1", false)]
    public void A_name_like_ours_has_its_form(string name, bool isOurs) => LikelyName.IsOurs(name).Should().Be(isOurs);

    private static AwsResource Resource(string arn, string? address) => AwsDiscovery.ToResource(
        new AwsFinding($"arn:aws:{arn}", address is null ? new Dictionary<string, string>() : new Dictionary<string, string>(StringComparer.Ordinal) { [AwsComponent.AddressTag] = address }), Place);
}
