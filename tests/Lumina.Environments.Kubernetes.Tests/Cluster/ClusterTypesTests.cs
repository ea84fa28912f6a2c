namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Types are those that the cluster says that it has, its own and others'.</summary>
public sealed class ClusterTypesTests
{
    [Fact]
    public async Task A_type_is_found_by_its_version_and_kind_and_is_asked_for_once()
    {
        await using ServerDouble server = new("""{"resources":[{"name":"widgets/status","kind":"Widget","namespaced":true,"verbs":["patch"]},{"name":"widgets","kind":"Widget","namespaced":true,"verbs":["get","patch"]},{"name":"planes","kind":"Plane","namespaced":false,"verbs":["get","patch"]},{"name":"questions","kind":"Question","namespaced":true,"verbs":["create"]}]}""");
        using KubernetesCluster cluster = server.Connect();
        ClusterTypes types = new(cluster);

        (await FindAsync("Widget")).Should().Be(new ClusterType(new KubernetesType("example.com", "v1", "Widget", "widgets"), IsNamespaced: true, CanBeApplied: true));
        (await FindAsync("Plane"))!.IsNamespaced.Should().BeFalse();
        (await FindAsync("Question"))!.CanBeApplied.Should().BeFalse();
        (await FindAsync("Nothing")).Should().BeNull();
        server.Asked.Should().ContainSingle();

        Task<ClusterType?> FindAsync(string kind) => types.FindAsync("example.com/v1", kind, CancellationToken.None);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../v1")]
    [InlineData("a/b/c")]
    [InlineData("V1")]
    public async Task What_is_no_version_is_not_asked_for(string version)
    {
        await using ServerDouble server = new();
        using KubernetesCluster cluster = server.Connect();

        (await new ClusterTypes(cluster).FindAsync(version, "ConfigMap", CancellationToken.None)).Should().BeNull();
    }
}
