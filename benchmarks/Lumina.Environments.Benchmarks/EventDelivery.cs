using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Lumina.Environments.Benchmarks;

/// <summary>A million events to ten subscribers; with one of them stuck, against none. What the stuck one holds beyond the journal itself is its buffer.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 3)]
public class EventDelivery
{
    private const int Subscribers = 10;
    private const int Resources = 1_000_000;
    private static double _bufferedMegabytes;
    private EnvironmentManager _manager = null!;
    private RecordingProvider _provider = null!;

    public static double? Report(string unit) => unit == "MB" ? _bufferedMegabytes : null;

    [IterationSetup]
    public void SetUp()
    {
        _provider = new RecordingProvider(Resources);
        _manager = EnvironmentManager.Create(environments => environments.AddProvider<InfrastructureSpec>(_provider));
    }

    [IterationCleanup]
    public void CleanUp() => _manager.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark(Baseline = true)]
    public Task NoneStuck() => DeliverAsync(stuck: false);

    [Benchmark]
    public Task OneStuck() => DeliverAsync(stuck: true);

    private async Task DeliverAsync(bool stuck)
    {
        using ManualResetEventSlim release = new();
        CountingObserver[] observers = [.. Enumerable.Range(0, Subscribers - 1).Select(_ => new CountingObserver(Resources))];
        IDisposable[] subscriptions = [.. observers.Select(observer => _manager.Events.Subscribe(observer))];
        using IDisposable last = _manager.Events.Subscribe(stuck ? new StuckObserver(release) : new CountingObserver(Resources));
        await _manager.ProvisionAsync(new EnvironmentSpec("events", "bench") { Infrastructure = new InfrastructureSpec() });
        await Task.WhenAll(observers.Select(observer => observer.Done));
        if (stuck)
        {
            long with = GC.GetTotalMemory(forceFullCollection: true);
            last.Dispose();
            release.Set();
            _bufferedMegabytes = Math.Max(0, (with - GC.GetTotalMemory(forceFullCollection: true)) / (1024.0 * 1024.0));
        }

        foreach (IDisposable subscription in subscriptions)
        {
            subscription.Dispose();
        }
    }

    private sealed class CountingObserver(int expected) : IObserver<EnvironmentEvent>
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task Done => _done.Task;

        public void OnNext(EnvironmentEvent value)
        {
            if (value is ResourceRecorded && ++_count == expected)
            {
                _done.TrySetResult();
            }
        }

        public void OnError(Exception error) => _done.TrySetException(error);

        public void OnCompleted()
        {
        }
    }

    private sealed class StuckObserver(ManualResetEventSlim release) : IObserver<EnvironmentEvent>
    {
        public void OnNext(EnvironmentEvent value) => release.Wait();

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
