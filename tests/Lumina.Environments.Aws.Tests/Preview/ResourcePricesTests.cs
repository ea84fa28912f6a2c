using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What of a planned resource costs.</summary>
[Trait("Category", "Cost")]
public sealed class ResourcePricesTests
{
    [Theory]
    [InlineData("aws_instance", """{"instance_type":"t3.medium","root_block_device":[{"volume_type":"gp3","volume_size":8}]}""", "instance t3.medium; 8 GiB volume gp3")]
    [InlineData("aws_instance", """{"instance_type":"t3.nano","associate_public_ip_address":true,"ebs_block_device":[{"volume_type":"gp2","volume_size":100}]}""", "instance t3.nano; volume; 100 GiB volume gp2; public-ipv4 address")]
    [InlineData("aws_db_instance", """{"engine":"postgres","instance_class":"db.t3.micro","allocated_storage":20,"multi_az":true}""", "2 × postgresql db.t3.micro; 40 GiB postgresql storage")]
    [InlineData("aws_db_instance", """{"engine":"mariadb","instance_class":"db.t3.micro","allocated_storage":20}""", "mariadb db.t3.micro; 20 GiB mariadb storage")]
    [InlineData("aws_elasticache_replication_group", """{"node_type":"cache.t3.micro","num_cache_clusters":2}""", "2 × redis cache.t3.micro")]
    [InlineData("aws_elasticache_replication_group", """{"node_type":"cache.t3.micro","num_node_groups":2,"replicas_per_node_group":1}""", "4 × redis cache.t3.micro")]
    [InlineData("aws_lb", """{"load_balancer_type":"application","internal":false}""", "load-balancer application; load-balancer traffic; 2 × public-ipv4 address")]
    [InlineData("aws_lb", """{"load_balancer_type":"application","internal":false,"subnets":["a","b","c"]}""", "load-balancer application; load-balancer traffic; 3 × public-ipv4 address")]
    [InlineData("aws_lb", """{"load_balancer_type":"network","internal":true}""", "load-balancer network; load-balancer traffic")]
    [InlineData("aws_nat_gateway", "{}", "nat-gateway gateway; nat-gateway traffic")]
    [InlineData("aws_ecs_service", """{"launch_type":"FARGATE","desired_count":3}""", "3 × service fargate")]
    [InlineData("aws_ssm_parameter", """{"tier":"Standard"}""", "")]
    [InlineData("aws_ssm_parameter", """{"tier":"Advanced"}""", "aws_ssm_parameter advanced")]
    [InlineData("aws_subnet", "{}", "")]
    [InlineData("aws_kms_key", "{}", "aws_kms_key")]
    public void A_resource_costs_what_it_is_made_of(string type, string values, string items)
    {
        using JsonDocument plan = JsonDocument.Parse($$$"""{"resource_changes":[{{{Change($"{type}.it", type, values)}}}]}""");
        TerraformPlan read = new(plan.RootElement);

        IReadOnlyList<PricedItem> found = new ResourcePrices(read, "eu-central-1").Of(read.Resources[0]);

        string.Join("; ", found).Should().Be(items);
        found.Should().OnlyContain(item => item.Provider == "aws" && item.Region == "eu-central-1");
    }

    [Fact]
    public void A_scaling_groups_machines_are_those_of_its_template_which_may_be_in_a_module()
    {
        const string Configuration = """
            {"root_module":{"module_calls":{"web":{"module":{"resources":[
              {"address":"aws_autoscaling_group.it","expressions":{"launch_template":[{"id":{"references":["aws_launch_template.own.id","aws_launch_template.own"]}}]}}]}}}}}
            """;
        string[] changes =
        [
            Change("aws_launch_template.own", "aws_launch_template", """{"instance_type":"m5.large"}"""),
            Change("module.web[0].aws_launch_template.own[\\\"a.b\\\"]", "aws_launch_template", """{"instance_type":"t3.small","block_device_mappings":[{"ebs":[{"volume_type":"gp3","volume_size":10}]}]}""", "module.web[0]"),
            Change("module.web[0].aws_autoscaling_group.it", "aws_autoscaling_group", """{"min_size":1,"desired_capacity":3}""", "module.web[0]"),
        ];
        using JsonDocument plan = JsonDocument.Parse($$"""{"resource_changes":[{{string.Join(',', changes)}}],"configuration":{{Configuration}} }""");
        TerraformPlan read = new(plan.RootElement);

        IReadOnlyList<PricedItem> found = new ResourcePrices(read, "eu-central-1").Of(read.Resources[2]);

        string.Join("; ", found).Should().Be("3 × instance t3.small; 30 GiB volume gp3");
    }

    [Fact]
    public void What_stays_as_it_is_and_what_is_only_read_is_no_change()
    {
        using JsonDocument document = JsonDocument.Parse("""
            {"resource_changes":[
              {"address":"aws_vpc.a","mode":"managed","type":"aws_vpc","name":"a","change":{"actions":["no-op"]}},
              {"address":"data.aws_vpc.b","mode":"data","type":"aws_vpc","name":"b","change":{"actions":["read"]}},
              {"address":"aws_vpc.c","mode":"managed","type":"aws_vpc","name":"c","change":{"actions":["delete","create"]}},
              {"address":"aws_vpc.other","mode":"managed","type":"aws_vpc","name":"other","change":{"actions":["create"]}}]}
            """);
        HashSet<TerraformAddress> own = [new("aws_vpc", "a"), new("aws_vpc", "c")];

        AwsPreviews.Read(new TerraformPlan(document.RootElement), ComponentName.Network, own, "eu-central-1").Select(resource => resource.ToString())
            .Should().Equal("network: Replace aws_vpc 'aws_vpc.c': 0/h");
    }

    private static string Change(string address, string type, string after, string? module = null) =>
        $$$"""{"address":"{{{address}}}",{{{(module is null ? "" : $"\"module_address\":\"{module}\",")}}}"mode":"managed","type":"{{{type}}}","name":"{{{(type == "aws_launch_template" ? "own" : "it")}}}","change":{"actions":["create"],"after":{{{after}}} } }""";
}
