namespace Lumina.Environments;

/// <summary>Options of an environment manager. They are validated when it is made.</summary>
public sealed class EnvironmentManagerOptions
{
    /// <summary>The name of the configuration section that holds them: <c>Lumina</c>.</summary>
    public const string SectionName = "Lumina";

    /// <summary>Who runs the library: one name for all processes that share a store; a mark on all that is made. A DNS label. Default: <c>default</c>.</summary>
    public string Installation { get; set; } = "default";

    /// <summary>Who acts where no view says so. Default: <c>anonymous</c>.</summary>
    public string Actor { get; set; } = "anonymous";

    /// <summary>The folder from which relative paths of specs resolve. Default: the working directory.</summary>
    public string BaseDirectory { get; set; } = ".";

    /// <summary>How long one attempt at a step may take unless its spec or its provider says otherwise (AWS: an hour), 1 second to 1 day. Default: 10 minutes.</summary>
    public TimeSpan StepTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a call whose token was cancelled may take to return before its component is in doubt, 0 to 10 minutes. Default: 10 seconds.</summary>
    public TimeSpan CancellationGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long rolling back or terminating may take in all, 1 second to 1 day. Default: 15 minutes.</summary>
    public TimeSpan TeardownTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many attempts a step has while its provider calls the errors transient, 1 to 20. Default: 4.</summary>
    public int MaximumAttempts { get; set; } = 4;

    /// <summary>The time before the second attempt; it doubles with each further one, with jitter, 0 to 1 minute. Default: 500 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many steps one provider carries out at once unless it is said for that provider, 1 to 1,000. Those that it takes together (<see cref="PlanStep.Together"/>) count as one. Default: 16.</summary>
    public int MaximumParallelSteps { get; set; } = 16;

    /// <summary>How many steps single providers carry out at once, by the provider's name.</summary>
    public IDictionary<string, int> MaximumParallelStepsByProvider { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>How long this process's right to operate on an environment holds unless it is renewed, 1 second to 1 hour. It is renewed six times as often. Where this process dies on another machine, another waits so long before it takes over. Default: 30 seconds.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a verb waits for another process that operates on the same environment, 0 to 1 hour; terminating waits as long as a teardown may take, since the other is asked to make way. Default: 30 seconds.</summary>
    public TimeSpan LeaseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often who follows events (<see cref="IEnvironmentManager.Events"/>, <see cref="IEnvironmentManager.ReadEventsAsync"/>) has the store looked at for what other processes have written, 10 ms to 1 hour; <see cref="Timeout.InfiniteTimeSpan"/> for never. A look reads all active environments. Default: 1 second; in a test fixture never.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The folder into which what <see cref="ContainerSettings.CopyOnFailure"/> names is copied when an environment cannot be made: <c>NAME-ID/files/SERVICE/…</c> within it. Null for none. Default: none; a fixture sets it to the folder of its artifacts.</summary>
    public string? FailureFilesDirectory { get; set; }

    /// <summary>Whether providers whose things outlive this process may be used on a store that does not. Default: no.</summary>
    public bool AllowVolatileStore { get; set; }
}
