namespace Lumina.Environments.Simulation;

/// <summary>Runs seeds one after the other until one fails. It stays on the pool: going back and forth between two threads takes longer than many a seed.</summary>
internal sealed class SeedRange(int first, int count, PlantedBug bug)
{
    private volatile int _seed;

    /// <summary>The seed that runs, or that failed.</summary>
    public int Seed => _seed;

    public string? Failure { get; private set; }

    public long Steps { get; private set; }

    public long Commits { get; private set; }

    /// <summary>How many environments have ended: lifecycles.</summary>
    public long Ended { get; private set; }

    public long ProviderCalls { get; private set; }

    /// <summary>What happened in all of them, in one number: equal for equal runs.</summary>
    public ulong Hash { get; private set; }

    public async Task RunAsync()
    {
        using ProcessServices services = new();
        using SeenTexts texts = new();
        for (int seed = first; seed < first + count && Failure is null; seed++)
        {
            _seed = seed;
            using Scenario scenario = new(seed, bug, traces: false, services, texts);
            await scenario.RunAsync().ConfigureAwait(false);
            Add(scenario);
        }
    }

    private void Add(Scenario scenario)
    {
        Failure = scenario.Scheduler.Failure;
        Steps += scenario.Scheduler.Steps;
        Commits += scenario.Invariants.Commits;
        Ended += scenario.Invariants.Ended;
        ProviderCalls += scenario.Invariants.ProviderCalls;
        Hash = unchecked((Hash * 31) + scenario.Scheduler.Hash);
    }
}
