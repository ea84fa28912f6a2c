using Lumina.Environments.InMemory;
using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments.Simulation;

/// <summary>What happens for one seed: two processes live, crash, are paused and come again; at the end one recovers, terminates and sweeps everything, and nothing may be left.</summary>
internal sealed class Scenario : IDisposable
{
    private const int Processes = 2;
    private const int LongestPauseSeconds = 240;

    private readonly ProcessServices _services;
    private readonly SeededScheduler _scheduler;
    private readonly PlantedBug _bug;
    private readonly List<SimulatedProcess> _all = [];
    private readonly InMemoryPlatform _platform = new() { OutlivesProcess = true };
    private readonly SimulatedMeters _meters = new();
    private readonly SimulatedProcess _world;
    private readonly InMemoryEnvironmentStore _truth;
    private readonly Invariants _invariants;
    private readonly FaultChoice _faults;
    private readonly bool _oneMachine;
    private readonly int _crashOneIn;
    private readonly int _pauseOneIn;
    private int _livesToCome;
    private int _living;
    private bool _isOver;

    public Scenario(int seed, PlantedBug bug, bool traces, ProcessServices services, SeenTexts texts)
    {
        (_bug, _services, _scheduler) = (bug, services, new SeededScheduler(seed, traces));
        texts.Clear();
        _world = new SimulatedProcess(_scheduler, _all, "nowhere");
        _truth = new InMemoryEnvironmentStore(retainedJournals: int.MaxValue, _world.Clock);
        _invariants = new Invariants(_scheduler, _truth, texts);
        _faults = new FaultChoice(_scheduler) { OneIn = Pick(0, 0, 30, 12, 6) };
        _oneMachine = _scheduler.Next(2) == 0;
        _crashOneIn = Pick(0, 1_600, 500, 170);
        _pauseOneIn = Pick(0, 500, 200, 80);
        _livesToCome = Processes + _scheduler.Next(4);
        _scheduler.BeforeStep = Strike;
        _scheduler.IsFinished = () => _isOver;
    }

    public SeededScheduler Scheduler => _scheduler;

    public Invariants Invariants => _invariants;

    public Task RunAsync()
    {
        for (int i = 0; i < Processes; i++)
        {
            Begin();
        }

        return _scheduler.RunAsync();
    }

    public void Dispose() => _meters.Dispose();

    private int Pick(params ReadOnlySpan<int> of) => of[_scheduler.Next(of.Length)];

    private void Begin()
    {
        _livesToCome--;
        _living++;
        SimulatedProcess process = new(_scheduler, _all, _oneMachine ? "here" : $"machine-{_living % Processes}");
        ProcessLife life = new(_scheduler, process, Services(process));
        process.Start(async () =>
        {
            await life.RunAsync().ConfigureAwait(false);
            process.Crash(); // it has ended: what it left running in the background ends with it
            Ended();
        });
    }

    private void Ended()
    {
        _living--;
        if (_livesToCome > 0)
        {
            Begin();
        }
        else if (_living == 0)
        {
            SimulatedProcess last = new(_scheduler, _all, "here");
            _faults.OneIn = 0;
            last.Start(async () =>
            {
                try
                {
                    await EndAsync(last).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    // Without any fault every verb must succeed; an exception that nobody sees would look like a run that is stuck.
                    _scheduler.Fail($"at the end, without any fault: {exception.Message}");
                }
            });
        }
    }

    // The leases of processes on other machines run out first: nobody can tell from here that those are gone.
    private async Task EndAsync(SimulatedProcess process)
    {
        IEnvironmentManager manager = Services(process).ServiceProvider.GetRequiredService<IEnvironmentManager>();
        await Task.Delay(TimeSpan.FromHours(1), process.Clock).ConfigureAwait(false);
        HashSet<EnvironmentId> failed = await manager.QueryAsync(new EnvironmentQuery { Active = true }).Where(environment => environment.Status == EnvironmentStatus.Failed).Select(environment => environment.Id).ToHashSetAsync().ConfigureAwait(false);
        RecoveryReport recovery = await manager.RecoverAsync().ConfigureAwait(false);

        // A process that was paused past its lease may have taken away what another has made since: a reset cannot make it again, and says so.
        if (_invariants.StaleCalls == 0 && recovery.Undecided.Keys.Any(id => !failed.Contains(id)))
        {
            _scheduler.Fail($"not recovered without any fault: {recovery}");
        }

        foreach (EnvironmentSnapshot environment in await manager.QueryAsync(new EnvironmentQuery { Active = true }).ToListAsync().ConfigureAwait(false))
        {
            await manager.TerminateAsync(environment.Id).ConfigureAwait(false);
        }

        SweepReport sweep = await manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero }).ConfigureAwait(false);
        if (_invariants.StaleCalls == 0 && sweep.Orphans.Any())
        {
            _scheduler.Fail($"left behind by verbs that knew what they did: {sweep}");
        }

        if (sweep.Failed.Any())
        {
            _scheduler.Fail($"not swept without any fault: {sweep}");
        }

        await _invariants.EndAsync(_platform).ConfigureAwait(false);
        _isOver = true;
    }

    private void Strike()
    {
        if (_living == 0)
        {
            return;
        }

        if (_crashOneIn > 0 && _scheduler.Next(_crashOneIn) == 0)
        {
            Victim().Crash();
            Ended();
        }
        else if (_pauseOneIn > 0 && _scheduler.Next(_pauseOneIn) == 0)
        {
            Victim().Pause(TimeSpan.FromSeconds(_scheduler.Next(LongestPauseSeconds)));
        }
    }

    private SimulatedProcess Victim()
    {
        SimulatedProcess[] alive = [.. _all.Where(process => process != _world && !process.IsDead)];
        return alive[_scheduler.Next(alive.Length)];
    }

    private AsyncServiceScope Services(SimulatedProcess process) => _services.Begin(new ProcessSeams(_scheduler, process, _platform, _truth, _meters, _invariants, _faults, _bug));
}
