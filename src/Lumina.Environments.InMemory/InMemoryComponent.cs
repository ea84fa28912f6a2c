using Lumina.Environments.Providers;

namespace Lumina.Environments.InMemory;

/// <summary>A component that exists on the in-memory platform.</summary>
public sealed class InMemoryComponent
{
    private static readonly HealthProbeResult Healthy = new(HealthOutcome.Pass, "in memory");

    private int _rented;
    private int _givenBack;
    private TaskCompletionSource<ComponentExit>? _exit;

    internal InMemoryComponent(ComponentContext context, ComponentSpec spec, long number) =>
        (Name, ExternalName, Marks, Spec, Number, Settings) = (context.Component, context.ExternalName, context.Marks, spec, number, context.Settings);

    /// <summary>Its name within its environment.</summary>
    public ComponentName Name { get; }

    /// <summary>Its name on the platform.</summary>
    public string ExternalName { get; }

    /// <summary>The marks that it bears. A test may change them, as a person may on a real platform.</summary>
    public OwnershipMarks Marks { get; set; }

    /// <summary>What it was made from, with its present number. A test may change it, as a person may change things on a real platform.</summary>
    public ComponentSpec Spec { get; set; }

    /// <summary>The settings that it was given, with references resolved.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; internal set; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning { get; internal set; } = true;

    /// <summary>Whether it is paused.</summary>
    public bool IsPaused { get; internal set; }

    /// <summary>How often it was reset.</summary>
    public int ResetCount { get; internal set; }

    /// <summary>How often it was started again.</summary>
    public int StartCount { get; internal set; }

    /// <summary>How many databases like it are rented and were not given back yet.</summary>
    public int RentedCount => _rented - _givenBack;

    internal long Number { get; }

    internal string Host => InMemoryPlatform.HostOf(ExternalName);

    internal HealthProbeResult Health { get; set; } = Healthy;

    internal string? EndedBecause { get; private set; }

    internal Task<ComponentExit> Exit => ExitSource.Task;

    internal void Mark(OwnershipMarks marks) => Marks = marks with { IsKept = Marks.IsKept };

    internal string Rent() => $"{ExternalName}-r{Interlocked.Increment(ref _rented)}";

    internal void GiveBack() => Interlocked.Increment(ref _givenBack);

    internal void End(string reason)
    {
        IsRunning = false;
        EndedBecause = reason;
        ExitSource.TrySetResult(new ComponentExit(reason) { LastLogLines = [$"{Name}: {reason}"] });
    }

    internal void Stop() => (IsRunning, IsPaused) = (false, false);

    internal void Scale(ComponentSpec spec) => (Spec, IsPaused) = (spec, false);

    internal void StartAgain()
    {
        if (EndedBecause is not null)
        {
            _exit = null;
            EndedBecause = null;
        }

        IsRunning = true;
        IsPaused = false;
        StartCount++;
    }
    // Made where somebody waits for it, or it ends: most do neither.
    private TaskCompletionSource<ComponentExit> ExitSource => LazyInitializer.EnsureInitialized(ref _exit, static () => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
