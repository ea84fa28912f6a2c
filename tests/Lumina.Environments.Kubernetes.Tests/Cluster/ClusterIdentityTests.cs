using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Which cluster it is where something was made: looked at often, and asked anew before anything ends.</summary>
public sealed class ClusterIdentityTests
{
    private const string Ours = """{"metadata":{"uid":"ours"}}""";
    private const string Another = """{"metadata":{"uid":"another"}}""";

    private static readonly ComponentLocation Location = new() { Cluster = "ours" };

    [Fact]
    public async Task Who_only_looks_takes_an_answer_of_a_moment_ago_and_who_ends_something_asks()
    {
        FakeTimeProvider time = new();
        await using ServerDouble server = new(Ours, Another);
        using KubernetesClusters clusters = Open(server, time);
        await clusters.OpenToLookAsync(Location, CancellationToken.None);
        await clusters.OpenToLookAsync(Location, CancellationToken.None);
        server.Asked.Should().ContainSingle();

        Func<Task> open = () => clusters.OpenAsync(Location, CancellationToken.None);

        (await open.Should().ThrowAsync<ProviderException>()).Which.Message.Should().StartWith("It was made in the cluster ours (context '')").And.Contain("leads to another").And.Contain("nothing was touched");
    }

    [Fact]
    public async Task An_answer_is_worth_nothing_after_five_seconds()
    {
        FakeTimeProvider time = new();
        await using ServerDouble server = new(Ours, Another);
        using KubernetesClusters clusters = Open(server, time);
        await clusters.OpenToLookAsync(Location, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(5));

        Func<Task> look = () => clusters.OpenToLookAsync(Location, CancellationToken.None);

        await look.Should().ThrowAsync<ProviderException>();
    }

    [Fact]
    public async Task A_cluster_that_is_silent_is_named_while_it_is_waited_for_and_not_waited_for_longer_than_a_restart_takes()
    {
        FakeTimeProvider time = new();
        Lines lines = new();
        await using ServerDouble server = new();
        using KubernetesClusters clusters = Open(server, time, lines);

        Task opening = clusters.OpenAsync(Location, CancellationToken.None);
        while (!opening.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await FluentActions.Awaiting(() => opening).Should().ThrowAsync<ClusterException>()).Which.Problem.Should().EndWith("does not answer: it was silent for 15 s.");
        lines.Should().ContainSingle().Which.Should().Be($"The cluster at {clusters.Open().Address} has not answered for 2 s; it is asked again for a few more");
    }

    private static KubernetesClusters Open(ServerDouble server, TimeProvider time, ILogger<KubernetesClusters>? logger = null) => new(Options.Create(new KubernetesOptions { KubeConfig = server.KubeConfig }), time, logger);

    private sealed class Lines : List<string>, ILogger<KubernetesClusters>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Add(formatter(state, exception));
    }
}
