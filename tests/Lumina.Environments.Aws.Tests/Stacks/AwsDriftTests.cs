using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What is read of a plan that only looked.</summary>
[Trait("Category", "Infrastructure")]
public sealed class AwsDriftTests
{
    private static readonly ComponentName Orders = ComponentName.Database("orders");

    [Fact]
    public void A_change_is_told_with_its_paths_and_nothing_of_a_secret()
    {
        string[] told = Read("""
            {"address":"aws_db_instance.orders","type":"aws_db_instance","change":{"actions":["update"],
             "before":{"id":"db-1","password":"one","port":5432,"tags":{"team":"a"},"tags_all":{"team":"a","lumina-owner":"x"},"log_types":["a"],"option":null},
             "after":{"id":"db-1","password":"two","port":5433,"tags":{"team":"b"},"tags_all":{"team":"b","lumina-owner":"x"},"log_types":["a","b"],"option":{}},
             "before_sensitive":{"password":true,"tags":{}},"after_sensitive":{"password":true,"log_types":[false,false]}}}
            """);

        told.Should().Equal("database/orders: aws_db_instance 'db-1' was changed (password: (secret) -> (secret); port: 5432 -> 5433; tags_all.team: a -> b; log_types[1]: nothing -> b)");
    }

    [Fact]
    public void What_is_gone_is_told_by_its_id() =>
        Read("""{"address":"aws_db_instance.orders","type":"aws_db_instance","change":{"actions":["delete"],"before":{"id":"db-1"},"after":null}}""")
            .Should().Equal("database/orders: aws_db_instance 'db-1' was removed");

    [Fact]
    public void Empty_and_absent_are_the_same_and_what_is_nobodys_is_passed_over() =>
        Read("""
            {"address":"aws_db_instance.orders","type":"aws_db_instance","change":{"actions":["update"],"before":{"id":"db-1","a":null,"b":[],"c":{}},"after":{"id":"db-1","a":{},"b":null,"d":""}}},
            {"address":"aws_db_instance.other","type":"aws_db_instance","change":{"actions":["delete"],"before":{"id":"db-2"},"after":null}}
            """).Should().BeEmpty();

    [Fact]
    public void What_aws_computes_is_no_drift_and_what_a_module_sets_is() =>
        Read("""
            {"address":"aws_db_instance.orders","type":"aws_db_instance","change":{"actions":["update"],"before":{"id":"db-1","endpoint":"a"},"after":{"id":"db-1","endpoint":"b"}}},
            {"address":"module.own[0].aws_sqs_queue.each[\"a.b\"]","type":"aws_sqs_queue","change":{"actions":["update"],"before":{"id":"q","delay":1,"arn":"x"},"after":{"id":"q","delay":2,"arn":"y"}}}
            """).Should().Equal("database/orders: aws_sqs_queue 'q' was changed (delay: 1 -> 2)");

    private static string[] Read(string drifts)
    {
        using JsonDocument plan = JsonDocument.Parse($$$"""
            {"format_version":"1.2","resource_drift":[{{{drifts}}}],"configuration":{"root_module":{
             "resources":[{"address":"aws_db_instance.orders","expressions":{"password":{},"port":{},"tags":{},"log_types":{},"option":{},"a":{},"b":{},"c":{},"d":{} }}],
             "module_calls":{"own":{"module":{"resources":[{"address":"aws_sqs_queue.each","expressions":{"delay":{} }}]} }} }} }
            """);
        Dictionary<TerraformAddress, ComponentName> components = new() { [new TerraformAddress("aws_db_instance", "orders")] = Orders, [new TerraformAddress("module", "own")] = Orders };
        return [.. AwsDrift.Read(plan.RootElement, components).Of(Orders).Select(drift => drift.ToString())];
    }
}
