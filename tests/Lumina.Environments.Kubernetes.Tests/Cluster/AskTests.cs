using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Whether there is a cluster that answers us, before anything is made.</summary>
public sealed class AskTests
{
    [Fact]
    public async Task A_server_that_is_silent_is_not_waited_for_in_the_dark()
    {
        FakeTimeProvider time = new();
        await using ServerDouble server = new();
        using KubernetesCluster cluster = server.Connect(time);

        Task asking = cluster.AskAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(10));

        ClusterException error = (await FluentActions.Awaiting(() => asking).Should().ThrowAsync<ClusterException>()).Which;
        error.Problem.Should().EndWith("does not answer: it was silent for 10 s.");
        error.Advice.Should().Be("See whether it runs and whether KubernetesOptions.KubeConfig and Context (or KUBECONFIG) name the right one.");
    }

    [Fact]
    public async Task A_server_that_falls_silent_later_is_not_asked_again_and_again()
    {
        FakeTimeProvider time = new();
        await using ServerDouble server = new();
        using KubernetesCluster cluster = server.Connect(time);

        Task finding = cluster.FindAsync(KubernetesType.Namespace, null, "x", CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(75));

        (await FluentActions.Awaiting(() => finding).Should().ThrowAsync<ClusterException>()).Which.Problem.Should().EndWith("does not answer: it was silent for 75 s.");
    }

    [Fact]
    public async Task Who_may_not_ask_is_told_what_was_refused_and_what_to_grant()
    {
        await using ServerDouble server = new("""{"kind":"Status","code":403,"reason":"Forbidden","message":"namespaces \"kube-system\" is forbidden: User \"x\" cannot get resource \"namespaces\" in API group \"\""}""");
        using KubernetesCluster cluster = server.Connect();

        ClusterException error = (await FluentActions.Awaiting(() => cluster.AskAsync(CancellationToken.None)).Should().ThrowAsync<ClusterException>()).Which;

        error.Problem.Should().Contain("User \"x\" cannot get").And.NotContain("Grant");
        error.Advice.Should().Be("Grant the right 'get' on 'namespaces', for instance with a ClusterRole: all that are needed are in this library's docs/kubernetes.md, under Rights.");
        error.Message.Should().Be($"{error.Problem} {error.Advice}");
    }
}
