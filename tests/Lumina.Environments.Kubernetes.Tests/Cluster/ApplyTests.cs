using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Applying against a double of an API server that answers as a real one does where two apply at once.</summary>
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

    private static Task<JsonObject> ApplyAsync(KubernetesCluster cluster) =>
        cluster.ApplyAsync(new KubernetesObject(KubernetesType.Service, "orders", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "orders" } }), "shop", CancellationToken.None);

    private static string FieldConflict(string manager) =>
        $$$"""{"kind":"Status","code":409,"reason":"Conflict","message":"Apply failed","details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"{{{manager}}}\" using apps/v1","field":".spec.replicas"}]}}""";
}
