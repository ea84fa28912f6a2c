namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>One call for all who ask at the same time.</summary>
public sealed class SharedCallTests
{
    private readonly List<TaskCompletionSource<int>> _calls = [];
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SharedCall<int> _shared;

    public SharedCallTests() => _shared = new SharedCall<int>(() =>
    {
        TaskCompletionSource<int> call = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls.Add(call);
        _begun.Release();
        return call.Task;
    });

    [Fact]
    public async Task Who_asks_while_a_call_is_on_its_way_gets_the_next_and_shares_it()
    {
        Task<int> first = _shared.JoinAsync(CancellationToken.None);
        await _begun.WaitAsync();
        Task<int>[] later = [_shared.JoinAsync(CancellationToken.None), _shared.JoinAsync(CancellationToken.None)];
        _calls[0].SetResult(1);
        await _begun.WaitAsync();
        Task<int> last = _shared.JoinAsync(CancellationToken.None);
        _calls[1].SetResult(2);
        await _begun.WaitAsync();
        _calls[2].SetResult(3);

        (await first).Should().Be(1);
        (await Task.WhenAll(later)).Should().Equal(2, 2);
        (await last).Should().Be(3);
        _calls.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_call_that_fails_fails_for_who_waits_behind_it_too_and_who_gives_up_takes_nobody_with_him()
    {
        using CancellationTokenSource impatient = new();
        Task<int> first = _shared.JoinAsync(impatient.Token);
        await _begun.WaitAsync();
        Task<int> next = _shared.JoinAsync(CancellationToken.None);
        await impatient.CancelAsync();
        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();
        _calls[0].SetException(new InvalidOperationException("away"));
        await FluentActions.Awaiting(() => next).Should().ThrowAsync<InvalidOperationException>("whoever waits behind it would wait as long for the same");

        Task<int> last = _shared.JoinAsync(CancellationToken.None);
        await _begun.WaitAsync();
        _calls[1].SetResult(2);
        (await last).Should().Be(2);
    }
}
