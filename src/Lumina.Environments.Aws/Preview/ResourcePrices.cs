using System.Collections.Frozen;
using System.Runtime.Versioning;
using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>
/// What of a planned resource costs, in the words that price sources know. What depends on use has no quantity. A type that is not known here is asked for by its own name, so that a table of the
/// team's can price it (<c>aws_kms_key</c>) and it is named as unknown where none does.
/// </summary>
/// <param name="plan">The plan, for what a resource says only by another.</param>
/// <param name="region">The region that it is made in.</param>
[SupportedOSPlatform("linux")]
internal sealed class ResourcePrices(TerraformPlan plan, string region)
{
    private const string Traffic = "traffic";

    /// <summary>A load balancer has an address in each of its zones, and two at least, which a plan does not tell where the subnets are made with it.</summary>
    private const int FewestZones = 2;

    /// <summary>What costs nothing by itself: it is free, or a part of something that costs.</summary>
    private static readonly FrozenSet<string> Free = FrozenSet.Create(
        StringComparer.Ordinal,
        "aws_vpc", "aws_subnet", "aws_internet_gateway", "aws_route", "aws_route_table", "aws_route_table_association", "aws_main_route_table_association",
        "aws_security_group", "aws_security_group_rule", "aws_default_security_group", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule", "aws_key_pair",
        "aws_ec2_instance_state", "aws_volume_attachment", "aws_eip_association", "aws_launch_template", "aws_autoscaling_policy", "aws_autoscaling_attachment",
        "aws_lb_listener", "aws_lb_listener_rule", "aws_lb_target_group", "aws_lb_target_group_attachment",
        "aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_iam_policy", "aws_iam_instance_profile", "aws_iam_user", "aws_iam_user_policy", "aws_iam_group",
        "aws_db_subnet_group", "aws_db_parameter_group", "aws_elasticache_subnet_group", "aws_elasticache_parameter_group", "aws_docdb_subnet_group", "aws_docdb_cluster_parameter_group",
        "aws_ecs_cluster", "aws_ecs_task_definition", "aws_service_discovery_service", "aws_lambda_permission",
        "aws_s3_bucket_acl", "aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_ownership_controls", "aws_s3_bucket_policy", "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_versioning",
        "aws_apigatewayv2_integration", "aws_apigatewayv2_route", "aws_apigatewayv2_stage", "aws_cloudfront_origin_access_control",
        "aws_sns_topic_policy", "aws_sns_topic_subscription", "aws_sqs_queue_policy", "aws_backup_plan", "aws_backup_selection", "aws_acm_certificate_validation",
        "aws_cloudwatch_event_target", "null_resource", "terraform_data", "random_id", "random_integer", "random_password", "random_pet", "random_string", "time_sleep");

    /// <summary>What of it costs; empty where it costs nothing by itself.</summary>
    public IReadOnlyList<PricedItem> Of(TerraformPlannedResource resource)
    {
        JsonElement values = resource.After;
        return resource.Type switch
        {
            "aws_instance" => [.. Machines(1, values.Text("instance_type"), Block(values, "root_block_device"), values.Items("ebs_block_device")), .. Addresses(values.Flag("associate_public_ip_address") ? 1 : 0)],
            "aws_autoscaling_group" => ScalingGroup(resource),
            "aws_ebs_volume" => [Volume(1, values.Number("size"), values.Text("type"))],
            "aws_db_instance" => Rds(values),
            "aws_elasticache_replication_group" => [Item("redis", values.Text("node_type")) with { Quantity = Nodes(values) }],
            "aws_elasticache_cluster" => [Item(values.Text("engine") ?? "redis", values.Text("node_type")) with { Quantity = values.Number("num_cache_nodes") ?? 1 }],
            "aws_docdb_cluster" => [Gibibytes("mongodb", "storage", quantity: null)],
            "aws_docdb_cluster_instance" => [Item("mongodb", values.Text("instance_class"))],
            "aws_dynamodb_table" => [ByUse("dynamodb")],
            "aws_lb" => LoadBalancer(values),
            "aws_nat_gateway" => [Lasting("nat-gateway", "gateway"), ByUse("nat-gateway", Traffic)],
            "aws_eip" => Addresses(1),
            "aws_ecs_service" => [Item("service", values.Text("launch_type")?.ToLowerInvariant()) with { Quantity = values.Number("desired_count") ?? 1 }],
            "aws_s3_bucket" => [ByUse("s3")],
            "aws_lambda_function" => [ByUse("lambda")],
            "aws_apigatewayv2_api" => [ByUse("api-gateway")],
            "aws_cloudfront_distribution" => [ByUse("cloudfront")],
            "aws_route53_zone" => [Lasting("route53", "zone")],
            "aws_route53_record" => [], // counted with the zone's queries
            "aws_backup_vault" => [Gibibytes("backup", sku: null, quantity: null)],
            "aws_ssm_parameter" => values.Text("tier") == "Advanced" ? [Lasting("aws_ssm_parameter", "advanced")] : [],
            "aws_acm_certificate" => values.Text("certificate_authority_arn") is null ? [] : [Lasting("aws_acm_certificate")],
            _ => Free.Contains(resource.Type) ? [] : [Lasting(resource.Type)],
        };
    }

    private PricedItem[] ScalingGroup(TerraformPlannedResource group)
    {
        long machines = Math.Max(group.After.Number("min_size") ?? 0, group.After.Number("desired_capacity") ?? 0);
        JsonElement template = plan.Follow(group, "launch_template", "id")?.After ?? default;
        JsonElement[] volumes = [.. template.Items("block_device_mappings").Select(mapping => Block(mapping, "ebs"))];
        return Machines(machines, template.Text("instance_type"), volumes.FirstOrDefault(), volumes.Skip(1));
    }

    /// <summary>Machines with a volume each, whose size the image has where nobody says it.</summary>
    private PricedItem[] Machines(long count, string? type, JsonElement root, IEnumerable<JsonElement> others) =>
    [
        Item("instance", type) with { Quantity = count },
        .. others.Prepend(root).Select(volume => Volume(count, volume.Number("volume_size"), volume.Text("volume_type"))),
    ];

    private PricedItem[] Rds(JsonElement values)
    {
        string engine = values.Text("engine") switch { "postgres" => "postgresql", { } name => name, null => "database" };

        // A standby in another zone is a second machine with a second copy of the data.
        int copies = values.Flag("multi_az") ? 2 : 1;
        return [Item(engine, values.Text("instance_class")) with { Quantity = copies }, Gibibytes(engine, "storage", copies * values.Number("allocated_storage"))];
    }

    private PricedItem[] LoadBalancer(JsonElement values)
    {
        string type = values.Text("load_balancer_type") ?? "application";
        int zones = Math.Max(values.Items("subnets").Count(), FewestZones);
        return [Lasting("load-balancer", type), ByUse("load-balancer", Traffic), .. Addresses(values.Flag("internal") ? 0 : zones)];
    }

    private static long Nodes(JsonElement values) =>
        values.Number("num_cache_clusters") ?? ((values.Number("num_node_groups") ?? 1) * (1 + (values.Number("replicas_per_node_group") ?? 0)));

    private PricedItem[] Addresses(int count) => count == 0 ? [] : [Lasting("public-ipv4", "address") with { Quantity = count }];

    private PricedItem Volume(long count, long? gibibytes, string? type) => Gibibytes("volume", type, count * gibibytes);

    private PricedItem Gibibytes(string kind, string? sku, long? quantity) => Lasting(kind, sku) with { Quantity = quantity, Unit = PriceUnit.GibibyteMonth };

    private PricedItem ByUse(string kind, string? sku = null) => Lasting(kind, sku) with { Quantity = null };

    private PricedItem Lasting(string kind, string? sku = null) => Item(kind, sku) with { AccruesWhileStopped = true };

    private PricedItem Item(string kind, string? sku) => new() { Provider = AwsOptions.ProviderName, Kind = kind, Sku = sku, Region = region };

    private static JsonElement Block(JsonElement values, string name) => values.Items(name).FirstOrDefault();
}
