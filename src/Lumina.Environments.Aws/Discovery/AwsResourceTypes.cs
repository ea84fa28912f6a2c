namespace Lumina.Environments.Aws;

/// <summary>
/// The types that are known by their ARNs. Ranks: 0 what others stand in or on; 1 what needs nothing else; 2 what groups those; 3 what runs
/// in them; 4 what stands before or holds what runs; 5 what ties those together.
/// </summary>
internal static class AwsResourceTypes
{
    private static readonly AwsResourceType[] Network =
    [
        new("aws_vpc", "ec2", "vpc/", 0),
        new("aws_subnet", "ec2", "subnet/", 1),
        new("aws_security_group", "ec2", "security-group/", 1) { ForDestroy = With(("revoke_rules_on_delete", "true")) },
        new("aws_vpc_security_group_ingress_rule", "ec2", "security-group-rule/", 2) { GoesWithParent = true },
        new("aws_vpc_security_group_egress_rule", "ec2", "security-group-rule/", 2) { GoesWithParent = true },
        new("aws_internet_gateway", "ec2", "internet-gateway/", 1),
        new("aws_egress_only_internet_gateway", "ec2", "egress-only-internet-gateway/", 1),
        new("aws_route_table", "ec2", "route-table/", 1),
        new("aws_network_acl", "ec2", "network-acl/", 1),
        new("aws_eip", "ec2", "elastic-ip/", 2),
        new("aws_network_interface", "ec2", "network-interface/", 2),
        new("aws_nat_gateway", "ec2", "natgateway/", 3),
        new("aws_vpc_endpoint", "ec2", "vpc-endpoint/", 3),
        new("aws_flow_log", "ec2", "vpc-flow-log/", 3),
        new("aws_lb_target_group", "elasticloadbalancing", "targetgroup/", 2) { IdFromArn = Whole },
        new("aws_lb", "elasticloadbalancing", "loadbalancer/", 3) { IdFromArn = Whole },
        new("aws_lb_listener", "elasticloadbalancing", "listener/", 4) { IdFromArn = Whole, GoesWithParent = true },
        new("aws_lb_listener_rule", "elasticloadbalancing", "listener-rule/", 5) { IdFromArn = Whole, GoesWithParent = true },
        new("aws_route53_zone", "route53", "hostedzone/", 1) { ForDestroy = With(("force_destroy", "true")) },
        new("aws_route53_health_check", "route53", "healthcheck/", 1),
        new("aws_acm_certificate", "acm", "certificate/", 1) { IdFromArn = Whole },
        new("aws_cloudfront_distribution", "cloudfront", "distribution/", 4),
        new("aws_apigatewayv2_vpc_link", "apigateway", "/vpclinks/", 3),
        new("aws_apigatewayv2_api", "apigateway", "/apis/", 4),
    ];

    private static readonly AwsResourceType[] Compute =
    [
        new("aws_launch_template", "ec2", "launch-template/", 2),
        new("aws_ebs_volume", "ec2", "volume/", 2),
        new("aws_instance", "ec2", "instance/", 3),
        new("aws_autoscaling_group", "autoscaling", "autoScalingGroup:", 4)
        {
            NameArgument = "name",
            IdFromArn = static (arn, _) => arn.Resource[(arn.Resource.IndexOf("autoScalingGroupName/", StringComparison.Ordinal) + "autoScalingGroupName/".Length)..],
            ForDestroy = With(("force_delete", "true")),
        },
        Named("aws_lambda_function", "lambda", "function:", 3, "function_name"),
        new("aws_ecr_repository", "ecr", "repository/", 1) { NameArgument = "name", ForDestroy = With(("force_delete", "true")) },
        new("aws_ecs_cluster", "ecs", "cluster/", 1) { NameArgument = "name", IdFromArn = Whole, IdFromName = static (name, place) => place.Arn("ecs", $"cluster/{name}").ToString() },

        // The provider asks by the ARN, which may be the family alone: the newest of it.
        new("aws_ecs_task_definition", "ecs", "task-definition/", 2) { IdFromArn = Whole, NameArgument = "family", LookedUpBy = static id => With(("arn", id)) },
        new("aws_ecs_service", "ecs", "service/", 5)
        {
            IdFromArn = Whole,
            LookedUpBy = static id => AwsArn.TryParse(id)?.Resource.Split('/') is ["service", var cluster, _] ? With(("cluster", cluster)) : [],
            ForDestroy = With(("force_delete", "true")),
        },
        new("aws_iam_policy", "iam", "policy/", 0) { IdFromArn = Whole },
        new("aws_iam_role", "iam", "role/", 1) { NameArgument = "name", IdFromArn = LastPart, ForDestroy = With(("force_detach_policies", "true")) },
        new("aws_iam_instance_profile", "iam", "instance-profile/", 2) { NameArgument = "name", IdFromArn = LastPart },
    ];

    private static readonly AwsResourceType[] Data =
    [
        new("aws_db_instance", "rds", "db:", 3) { NameArgument = "identifier", LookedUpBy = Same("identifier"), ForDestroy = With(("skip_final_snapshot", "true"), ("delete_automated_backups", "true")) },
        Named("aws_rds_cluster_instance", "rds", "db:", 4, "identifier"),
        Named("aws_docdb_cluster_instance", "rds", "db:", 4, "identifier"),
        new("aws_rds_cluster", "rds", "cluster:", 3) { NameArgument = "cluster_identifier", LookedUpBy = Same("cluster_identifier"), ForDestroy = With(("skip_final_snapshot", "true"), ("delete_automated_backups", "true")) },
        new("aws_docdb_cluster", "rds", "cluster:", 3) { NameArgument = "cluster_identifier", LookedUpBy = Same("cluster_identifier"), ForDestroy = With(("skip_final_snapshot", "true")) },
        Named("aws_db_subnet_group", "rds", "subgrp:", 2, "name"),
        Named("aws_docdb_subnet_group", "rds", "subgrp:", 2, "name"),
        Named("aws_db_parameter_group", "rds", "pg:", 2, "name"),
        Named("aws_rds_cluster_parameter_group", "rds", "cluster-pg:", 2, "name"),
        Named("aws_docdb_cluster_parameter_group", "rds", "cluster-pg:", 2, "name"),
        Named("aws_elasticache_cluster", "elasticache", "cluster:", 4, "cluster_id"),
        Named("aws_elasticache_replication_group", "elasticache", "replicationgroup:", 3, "replication_group_id"),
        Named("aws_elasticache_subnet_group", "elasticache", "subnetgroup:", 2, "name"),
        Named("aws_elasticache_parameter_group", "elasticache", "parametergroup:", 2, "name"),
        Named("aws_elasticache_user_group", "elasticache", "usergroup:", 2, "user_group_id"),
        Named("aws_elasticache_user", "elasticache", "user:", 1, "user_id"),
        Named("aws_dynamodb_table", "dynamodb", "table/", 1, "name"),
        new("aws_s3_bucket", "s3", "", 1) { NameArgument = "bucket", LookedUpBy = Same("bucket"), ForDestroy = With(("force_destroy", "true")) },
        new("aws_backup_vault", "backup", "backup-vault:", 1) { NameArgument = "name", LookedUpBy = Same("name"), ForDestroy = With(("force_destroy", "true")) },
        new("aws_backup_plan", "backup", "backup-plan:", 3),
        new("aws_kms_key", "kms", "key/", 0) { ForDestroy = With(("deletion_window_in_days", "7")) },
        new("aws_secretsmanager_secret", "secretsmanager", "secret:", 1) { IdFromArn = Whole, ForDestroy = With(("recovery_window_in_days", "0")) },

        // The ARN of '/a/b' is that of 'a/b', and only the first is a name.
        new("aws_ssm_parameter", "ssm", "parameter/", 1)
        {
            NameArgument = "name",
            IdFromArn = static (arn, _) => arn.Resource["parameter".Length..] is var path && path.LastIndexOf('/') > 0 ? path : path[1..],
            LookedUpBy = Same("name"),
        },
    ];

    private static readonly AwsResourceType[] Messages =
    [
        new("aws_sqs_queue", "sqs", "", 1)
        {
            NameArgument = "name",
            IdFromName = static (name, place) => place.QueueUrl(name),
            IdFromArn = static (arn, place) => (place with { Account = arn.Account, Region = arn.Region }).QueueUrl(arn.Resource),
        },
        new("aws_sns_topic", "sns", "", 1) { NameArgument = "name", IdFromArn = Whole, IdFromName = static (name, place) => place.Arn("sns", name).ToString() },
        new("aws_cloudwatch_event_bus", "events", "event-bus/", 3) { NameArgument = "name" },
        new("aws_cloudwatch_event_rule", "events", "rule/", 4) { NameArgument = "name" },
        new("aws_cloudwatch_log_group", "logs", "log-group:", 1)
        {
            NameArgument = "name",
            IdFromArn = static (arn, _) => arn.Resource["log-group:".Length..] is var name && name.EndsWith(":*", StringComparison.Ordinal) ? name[..^2] : name,
        },
        Named("aws_cloudwatch_metric_alarm", "cloudwatch", "alarm:", 4, "alarm_name"),
        Named("aws_cloudwatch_composite_alarm", "cloudwatch", "alarm:", 5, "alarm_name"),
    ];

    /// <summary>What has no tags: it is found through what it belongs to, or by its name.</summary>
    private static readonly AwsResourceType[] Untagged =
    [
        Named("aws_cloudwatch_dashboard", "cloudwatch", "dashboard/", 1, "dashboard_name"),
        new("aws_cloudwatch_event_target", "", "", 5),
        new("aws_backup_selection", "", "", 4),
    ];

    private static readonly Dictionary<string, AwsResourceType> ByName =
        new[] { Network, Compute, Data, Messages, Untagged }.SelectMany(type => type).ToDictionary(type => type.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<AwsResourceType> All => ByName.Values;

    public static AwsResourceType? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The type of a thing with this ARN; null where it is not known.</summary>
    /// <param name="arn">It.</param>
    /// <param name="tagged">The type that its address tag names, which decides where several types have such ARNs.</param>
    public static AwsResourceType? Of(AwsArn arn, string? tagged)
    {
        AwsResourceType[] fitting = [.. All.Where(type => type.Service.Length > 0 && type.IsTypeOf(arn) && !IsPart(type, arn))];
        return Array.Find(fitting, type => type.Name == tagged) ?? fitting.FirstOrDefault();
    }

    /// <summary>An API's stages and a stack's parts have its ARN and more: they end with it and have no row of their own.</summary>
    private static bool IsPart(AwsResourceType type, AwsArn arn) => type.Service == "apigateway" && arn.Resource[type.Prefix.Length..].Contains('/', StringComparison.Ordinal);

    private static AwsResourceType Named(string name, string service, string prefix, int rank, string argument) =>
        new(name, service, prefix, rank) { NameArgument = argument, LookedUpBy = Same(argument) };

    private static Func<string, IEnumerable<KeyValuePair<string, string>>> Same(string attribute) => id => With((attribute, id));

    private static Dictionary<string, string> With(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Dictionary<string, string> with = new(StringComparer.Ordinal);
        foreach ((string name, string value) in attributes)
        {
            with[name] = value;
        }

        return with;
    }

    private static string Whole(AwsArn arn, AwsPlace place) => arn.ToString();

    /// <summary>Before the name there may be a path.</summary>
    private static string LastPart(AwsArn arn, AwsPlace place) => arn.Resource[(arn.Resource.LastIndexOf('/') + 1)..];
}
