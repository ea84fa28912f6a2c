using System.Diagnostics;
using System.Globalization;

namespace Lumina.Environments.Simulation;

/// <summary>Runs seeds: <c>run FIRST COUNT [BUG]</c> until one fails, or <c>replay SEED [BUG]</c> with its trace.</summary>
internal static class CommandLine
{
    private const int TraceLines = 400;

    // Long: a run that others leave little of the processor is slow, and does not hang.
    private static readonly TimeSpan Watchdog = TimeSpan.FromMinutes(10);

    public static int Run(string[] args)
    {
        int first = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 0;
        // One worker: what the base library puts on the pool runs in its order, and nothing runs beside it.
        ThreadPool.SetMinThreads(1, 1);
        if (!ThreadPool.SetMaxThreads(1, 1))
        {
            Console.Error.WriteLine("The pool could not be limited to one worker.");
            return 2;
        }

        return args switch
        {
            ["run", _, string count, ..] => RunMany(first, int.Parse(count, CultureInfo.InvariantCulture), Bug(args, 3)),
            ["replay", _, ..] => Replay(first, Bug(args, 2)),
            _ => Usage(),
        };
    }

    private static PlantedBug Bug(string[] args, int index) => args.Length > index ? Enum.Parse<PlantedBug>(args[index], ignoreCase: true) : PlantedBug.None;

    private static int Usage()
    {
        Console.Error.WriteLine($"usage: run FIRST COUNT [BUG] | replay SEED [BUG]      bugs: {string.Join(' ', Enum.GetNames<PlantedBug>())}");
        return 2;
    }

    private static int RunMany(int first, int count, PlantedBug bug)
    {
        Stopwatch watch = Stopwatch.StartNew();
        SeedRange range = new(first, count, bug);
        int seed = first;
        if (!Wait(range.RunAsync(), () => seed != (seed = range.Seed)))
        {
            Console.WriteLine($"seed {range.Seed} hangs: it has not ended in {Watchdog}");
            return 1;
        }

        if (range.Failure is { } failure)
        {
            Console.WriteLine($"seed {range.Seed} failed (run {range.Seed - first + 1}): {failure}");
            Console.WriteLine("Trace:");
            Replay(range.Seed, bug);
            return 1;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} seeds passed in {watch.Elapsed.TotalSeconds:0.0} s: {range.Ended} lifecycles, {range.Steps} steps, {range.Commits} commits, {range.ProviderCalls} provider calls; hash {range.Hash:x16}"));
        return 0;
    }

    private static int Replay(int seed, PlantedBug bug)
    {
        using ProcessServices services = new();
        using SeenTexts texts = new();
        using Scenario scenario = new(seed, bug, traces: true, services, texts);
        if (!Wait(scenario.RunAsync(), hasAdvanced: () => false))
        {
            scenario.Scheduler.Fail($"it hangs: it has not ended in {Watchdog}");
        }

        foreach (string line in scenario.Scheduler.Trace.Where(line => !line.EndsWith(" continue", StringComparison.Ordinal)).TakeLast(TraceLines))
        {
            Console.WriteLine(line);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {scenario.Scheduler.Failure ?? "passed"}; {scenario.Scheduler.Steps} steps, hash {scenario.Scheduler.Hash:x16}"));
        return scenario.Scheduler.Failure is null ? 0 : 1;
    }

    // From outside of the pool: whatever hangs there cannot keep this from being noticed.
    private static bool Wait(Task run, Func<bool> hasAdvanced)
    {
        while (!run.Wait(Watchdog))
        {
            if (!hasAdvanced())
            {
                return false;
            }
        }

        return true;
    }
}
