using Lumina.Environments.Batches;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Aws.Tests;

public sealed class BatchGateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string[]> _runs = [];
    private readonly TaskCompletionSource _finish = new();

    [Fact]
    public async Task Calls_that_belong_together_are_one_run_and_each_gets_its_own_result()
    {
        _finish.SetResult();
        BatchGate<string, string> gate = Create();

        Task<string> first = gate.JoinAsync("network", 2, CancellationToken.None);
        Task<string> second = gate.JoinAsync("database", 2, CancellationToken.None);

        (await first).Should().Be("network is made");
        (await second).Should().Be("database is made");
        _runs.Should().ContainSingle().Which.Should().Equal("network", "database");
    }

    [Fact]
    public async Task A_call_whose_companions_do_not_come_goes_on_without_them_after_a_while()
    {
        _finish.SetResult();
        BatchGate<string, string> gate = Create();

        Task<string> alone = gate.JoinAsync("network", 3, CancellationToken.None);
        alone.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));

        (await alone).Should().Be("network is made");
    }

    [Fact]
    public async Task A_call_that_comes_while_a_run_is_at_work_is_a_run_of_its_own()
    {
        BatchGate<string, string> gate = Create();

        Task<string> first = gate.JoinAsync("network", 1, CancellationToken.None);
        Task<string> second = gate.JoinAsync("database", 0, CancellationToken.None);
        _finish.SetResult();

        (await first).Should().Be("network is made");
        (await second).Should().Be("database is made");
        _runs.Select(run => run.Single()).Should().Equal("network", "database");
    }

    [Fact]
    public async Task Who_cancels_one_cancels_the_run_of_all()
    {
        BatchGate<string, string> gate = Create();
        using CancellationTokenSource cancellation = new();

        Task<string> first = gate.JoinAsync("network", 2, cancellation.Token);
        Task<string> second = gate.JoinAsync("database", 2, CancellationToken.None);
        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();
        await FluentActions.Awaiting(() => second).Should().ThrowAsync<ProviderException>().WithMessage("*was given up when one of them took longer than it may, or was cancelled.", "its own caller has not given up");
    }

    [Fact]
    public async Task A_run_that_fails_fails_for_all_and_a_result_that_fails_for_one_alone()
    {
        BatchGate<string, string> failing = new((_, _) => throw new InvalidOperationException("no terraform"), _time);
        await FluentActions.Awaiting(() => failing.JoinAsync("network", 1, CancellationToken.None)).Should().ThrowAsync<InvalidOperationException>().WithMessage("no terraform");

        BatchGate<string, string> half = new((_, _) => Task.FromResult<Func<string, string>>(item => item == "network" ? "made" : throw new InvalidOperationException(item)), _time);
        Task<string> network = half.JoinAsync("network", 2, CancellationToken.None);
        Task<string> database = half.JoinAsync("database", 2, CancellationToken.None);

        (await network).Should().Be("made");
        await FluentActions.Awaiting(() => database).Should().ThrowAsync<InvalidOperationException>().WithMessage("database");
    }

    [Fact]
    public async Task A_run_that_fails_since_it_was_told_to_stop_has_stopped()
    {
        BatchGate<string, string> stopping = new(
            async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                throw new InvalidOperationException("terraform was interrupted");
            },
            _time);
        using CancellationTokenSource cancellation = new();
        Task<string> network = stopping.JoinAsync("network", 1, cancellation.Token);

        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => network).Should().ThrowAsync<OperationCanceledException>().WithMessage("terraform was interrupted");
    }

    private BatchGate<string, string> Create() => new(
        async (items, cancellationToken) =>
        {
            _runs.Add([.. items]);
            await _finish.Task.WaitAsync(cancellationToken);
            return item => $"{item} is made";
        },
        _time);
}
