namespace Lumina.Environments.Aws.Tests;

public sealed class AwsResourceTypesTests
{
    private static readonly AwsPlace Place = new("111122223333", "eu-central-1", EndpointUrl: null);

    [Theory]
    [InlineData("arn:aws:ec2:eu-central-1:1:instance/i-0a", null, "aws_instance", "i-0a")]
    [InlineData("arn:aws:ec2:eu-central-1:1:security-group/sg-1", null, "aws_security_group", "sg-1")]
    [InlineData("arn:aws:ec2:eu-central-1:1:security-group-rule/sgr-1", "aws_vpc_security_group_egress_rule", "aws_vpc_security_group_egress_rule", "sgr-1")]
    [InlineData("arn:aws:ec2:eu-central-1:1:elastic-ip/eipalloc-1", null, "aws_eip", "eipalloc-1")]
    [InlineData("arn:aws:elasticloadbalancing:eu-central-1:1:loadbalancer/app/a/5", null, "aws_lb", "arn:aws:elasticloadbalancing:eu-central-1:1:loadbalancer/app/a/5")]
    [InlineData("arn:aws:elasticloadbalancing:eu-central-1:1:listener/app/a/5/6", null, "aws_lb_listener", "arn:aws:elasticloadbalancing:eu-central-1:1:listener/app/a/5/6")]
    [InlineData("arn:aws:autoscaling:eu-central-1:1:autoScalingGroup:a-b:autoScalingGroupName/web", null, "aws_autoscaling_group", "web")]
    [InlineData("arn:aws:iam::1:role/path/to/web", null, "aws_iam_role", "web")]
    [InlineData("arn:aws:rds:eu-central-1:1:db:orders", null, "aws_db_instance", "orders")]
    [InlineData("arn:aws:rds:eu-central-1:1:db:orders", "aws_docdb_cluster_instance", "aws_docdb_cluster_instance", "orders")]
    [InlineData("arn:aws:rds:eu-central-1:1:cluster:orders", null, "aws_rds_cluster", "orders")]
    [InlineData("arn:aws:rds:eu-central-1:1:cluster-pg:orders", null, "aws_rds_cluster_parameter_group", "orders")]
    [InlineData("arn:aws:s3:::files", null, "aws_s3_bucket", "files")]
    [InlineData("arn:aws:sqs:eu-west-1:444:jobs", null, "aws_sqs_queue", "https://sqs.eu-west-1.amazonaws.com/444/jobs")]
    [InlineData("arn:aws:sns:eu-central-1:1:topic", null, "aws_sns_topic", "arn:aws:sns:eu-central-1:1:topic")]
    [InlineData("arn:aws:logs:eu-central-1:1:log-group:/a/b:*", null, "aws_cloudwatch_log_group", "/a/b")]
    [InlineData("arn:aws:cloudwatch:eu-central-1:1:alarm:high: CPU", null, "aws_cloudwatch_metric_alarm", "high: CPU")]
    [InlineData("arn:aws:ssm:eu-central-1:1:parameter/plain", null, "aws_ssm_parameter", "plain")]
    [InlineData("arn:aws:ssm:eu-central-1:1:parameter/a/b", null, "aws_ssm_parameter", "/a/b")]
    [InlineData("arn:aws:events:eu-central-1:1:rule/bus/hourly", null, "aws_cloudwatch_event_rule", "bus/hourly")]
    [InlineData("arn:aws:apigateway:eu-central-1::/apis/x1", null, "aws_apigatewayv2_api", "x1")]
    [InlineData("arn:aws:ecs:eu-central-1:1:service/c/web", null, "aws_ecs_service", "arn:aws:ecs:eu-central-1:1:service/c/web")]
    public void An_ARN_tells_the_type_and_the_id(string arn, string? tagged, string type, string id)
    {
        AwsArn parsed = AwsArn.TryParse(arn)!;

        AwsResourceType found = AwsResourceTypes.Of(parsed, tagged)!;

        found.Name.Should().Be(type);
        found.IdOf(parsed, Place).Should().Be(id);
    }

    [Theory]
    [InlineData("arn:aws:apigateway:eu-central-1::/apis/x1/stages/$default", "it ends with its API")]
    [InlineData("arn:aws:glue:eu-central-1:1:database/x", "nobody has told us about it")]
    public void What_is_not_known_has_no_type(string arn, string because) => AwsResourceTypes.Of(AwsArn.TryParse(arn)!, tagged: null).Should().BeNull(because);

    [Theory]
    [InlineData("aws_s3_bucket", "files", "files")]
    [InlineData("aws_sqs_queue", "jobs", "https://sqs.eu-central-1.amazonaws.com/111122223333/jobs")]
    [InlineData("aws_sns_topic", "news", "arn:aws:sns:eu-central-1:111122223333:news")]
    [InlineData("aws_ecs_cluster", "web", "arn:aws:ecs:eu-central-1:111122223333:cluster/web")]
    [InlineData("aws_db_instance", "orders", "orders")]
    public void A_name_tells_the_id_where_AWS_does_not_make_one(string type, string name, string id) => AwsResourceTypes.Find(type)!.IdFromName(name, Place).Should().Be(id);

    [Fact]
    public void An_emulators_queue_has_the_emulators_address() =>
        (Place with { EndpointUrl = new Uri("http://127.0.0.1:5000") }).QueueUrl("jobs").Should().Be("http://127.0.0.1:5000/111122223333/jobs");

    [Theory]
    [InlineData("aws_vpc", "aws_subnet")]
    [InlineData("aws_vpc", "aws_security_group")]
    [InlineData("aws_subnet", "aws_instance")]
    [InlineData("aws_subnet", "aws_db_subnet_group")]
    [InlineData("aws_security_group", "aws_lb")]
    [InlineData("aws_internet_gateway", "aws_nat_gateway")]
    [InlineData("aws_eip", "aws_nat_gateway")]
    [InlineData("aws_lb_target_group", "aws_lb_listener")]
    [InlineData("aws_lb_target_group", "aws_autoscaling_group")]
    [InlineData("aws_launch_template", "aws_autoscaling_group")]
    [InlineData("aws_lb", "aws_ecs_service")]
    [InlineData("aws_ecs_cluster", "aws_ecs_service")]
    [InlineData("aws_db_subnet_group", "aws_db_instance")]
    [InlineData("aws_rds_cluster", "aws_rds_cluster_instance")]
    [InlineData("aws_iam_role", "aws_iam_instance_profile")]
    [InlineData("aws_iam_instance_profile", "aws_instance")]
    [InlineData("aws_iam_role", "aws_lambda_function")]
    [InlineData("aws_cloudwatch_event_rule", "aws_cloudwatch_event_target")]
    [InlineData("aws_backup_plan", "aws_backup_selection")]
    [InlineData("aws_backup_vault", "aws_backup_plan")]
    [InlineData("aws_acm_certificate", "aws_lb_listener")]
    [InlineData("aws_acm_certificate", "aws_cloudfront_distribution")]
    [InlineData("aws_s3_bucket", "aws_cloudfront_distribution")]
    [InlineData("aws_kms_key", "aws_db_instance")]
    public void What_stands_on_something_is_destroyed_before_it(string ground, string standing) =>
        AwsResourceTypes.Find(standing)!.Rank.Should().BeGreaterThan(AwsResourceTypes.Find(ground)!.Rank);

    [Fact]
    public void A_synthetic_state_lets_each_rank_wait_for_the_one_above()
    {
        AwsResource Resource(string type) => new("", new Dictionary<string, string>(StringComparer.Ordinal)) { Type = AwsResourceTypes.Find(type), Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = type } };

        TerraformCandidate[] candidates = [.. AwsOrphanState.Candidates(AwsOrphanState.Address([Resource("aws_instance"), Resource("aws_vpc"), Resource("aws_subnet"), Resource("aws_db_instance")]), "p", new Dictionary<string, long>(StringComparer.Ordinal))];

        candidates.ToDictionary(candidate => candidate.Address.ToString(), candidate => string.Join(' ', candidate.Dependencies)).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["aws_vpc.found_1"] = "",
            ["aws_subnet.found_2"] = "aws_vpc.found_1",
            ["aws_instance.found_0"] = "aws_subnet.found_2",
            ["aws_db_instance.found_3"] = "aws_subnet.found_2",
        });
        candidates.Single(candidate => candidate.Address.Type == "aws_db_instance").Attributes.Should().Contain("skip_final_snapshot", "true");
    }
}
