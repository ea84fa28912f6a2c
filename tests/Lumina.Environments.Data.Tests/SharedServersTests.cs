namespace Lumina.Environments.Data.Tests;

public sealed class SharedServersTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(16);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Disposal_cancels_what_is_being_started_and_starts_nothing_more()
    {
        SharedServers<string, Server> servers = new(TimeProvider.System, Long);
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource caller = new();
        Task<Server> asked = servers.GetAsync("pulled", PullAsync, caller.Token);
        await began.Task;
        await caller.CancelAsync();
        await FluentActions.Awaiting(() => asked).Should().ThrowAsync<OperationCanceledException>();

        await servers.DisposeAsync().AsTask().WaitAsync(Bound, TimeProvider.System);

        await FluentActions.Awaiting(() => servers.GetAsync("another", PullAsync, CancellationToken.None)).Should().ThrowAsync<ObjectDisposedException>();

        async Task<Server> PullAsync(CancellationToken cancellationToken)
        {
            began.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new Server();
        }
    }

    [Fact]
    public async Task What_was_started_is_ended_once()
    {
        SharedServers<string, Server> servers = new(TimeProvider.System, Long);
        Server server = await servers.GetAsync("up", static _ => Task.FromResult(new Server()), CancellationToken.None);

        await servers.DisposeAsync();

        server.Ended.Should().Be(1);
    }

    private sealed class Server : ISharedServer
    {
        public int Ended { get; private set; }

        public Task EnsureRunningAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync()
        {
            Ended++;
            return ValueTask.CompletedTask;
        }
    }
}
