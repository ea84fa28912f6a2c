using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Applying and comparing against a double of an API server that answers as a real one does where another writes at the same time.</summary>
public sealed class ApplyTests
{
    private const string Applied = """{"kind":"Service","metadata":{"name":"orders"}}""";

    [Theory]
    [InlineData("""{"kind":"Status","code":409,"reason":"AlreadyExists","message":"services \"orders\" already exists"}""")]
    [InlineData("""{"kind":"Status","code":409,"reason":"Conflict","message":"Operation cannot be fulfilled on services \"orders\": the object has been modified"}""")]
    public async Task Who_applies_in_the_same_moment_as_another_applies_again(string answer)
    {
        await using ServerDouble server = new(answer, answer, Applied);
        using KubernetesCluster cluster = server.Connect();

        (await ApplyAsync(cluster)).Name().Should().Be("orders");

        server.Asked.Should().HaveCount(3).And.NotContain(query => query.Contains("force", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_field_of_another_manager_stays_an_error()
    {
        await using ServerDouble server = new(FieldConflict("kubectl"), Applied);
        using KubernetesCluster cluster = server.Connect();

        Func<Task> apply = () => ApplyAsync(cluster);

        (await apply.Should().ThrowAsync<ClusterException>()).Which.Message.Should().Contain("'kubectl' owns the field .spec.replicas");
        server.Asked.Should().ContainSingle();
    }

    [Fact]
    public async Task What_this_library_has_changed_without_an_apply_is_taken_back_and_a_race_then_is_no_error()
    {
        await using ServerDouble server = new(FieldConflict(KubernetesCluster.FieldManager), """{"kind":"Status","code":409,"reason":"Conflict","message":"the object has been modified"}""", Applied);
        using KubernetesCluster cluster = server.Connect();

        await ApplyAsync(cluster);

        server.Asked.Select(query => query.Contains("force=true", StringComparison.Ordinal)).Should().Equal(false, true, true);
    }

    [Fact]
    public async Task What_a_controller_writes_while_an_object_is_compared_is_no_difference()
    {
        await using ServerDouble server = new(Revision(1), Revision(2), Revision(2), Revision(2));
        using KubernetesCluster cluster = server.Connect();

        (JsonObject Wanted, JsonObject Actual)? compared = await CompareAsync(cluster);

        compared!.Value.Wanted.ToJsonString().Should().Be(compared.Value.Actual.ToJsonString());
        server.Asked.Should().HaveCount(4);
    }

    [Fact]
    public async Task What_is_removed_while_it_is_compared_is_removed()
    {
        await using ServerDouble server = new(Revision(1), Applied, """{"kind":"Status","code":404,"reason":"NotFound"}""");
        using KubernetesCluster cluster = server.Connect();

        (await CompareAsync(cluster)).Should().BeNull();
    }

    [Fact]
    public async Task What_changes_without_an_end_is_compared_all_the_same()
    {
        await using ServerDouble server = new([.. Enumerable.Range(0, 100).Select(Revision)]);
        using KubernetesCluster cluster = server.Connect();

        (await CompareAsync(cluster)).Should().NotBeNull();
    }

    private static Task<(JsonObject Wanted, JsonObject Actual)?> CompareAsync(KubernetesCluster cluster) =>
        cluster.CompareAsync(new KubernetesObject(KubernetesType.Deployment, "api", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "api" } }), "shop", CancellationToken.None);

    private static string Revision(int number) =>
        $$"""{"kind":"Deployment","metadata":{"name":"api","annotations":{"deployment.kubernetes.io/revision":"{{number}}"},"resourceVersion":"{{number}}" } }""";

    private static Task<JsonObject> ApplyAsync(KubernetesCluster cluster) =>
        cluster.ApplyAsync(new KubernetesObject(KubernetesType.Service, "orders", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "orders" } }), "shop", CancellationToken.None);

    private static string FieldConflict(string manager) =>
        $$$"""{"kind":"Status","code":409,"reason":"Conflict","message":"Apply failed","details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"{{{manager}}}\" using apps/v1","field":".spec.replicas"}]}}""";
}
