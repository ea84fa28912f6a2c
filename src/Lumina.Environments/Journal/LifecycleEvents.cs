using System.Collections.Immutable;

namespace Lumina.Environments;

/// <summary>The first event of every environment: what is wanted and the components that will be made.</summary>
/// <param name="Spec">What is wanted. In JSON: the canonical form.</param>
/// <param name="BaseDirectory">The folder from which relative paths resolve.</param>
/// <param name="ExpiresAt">When the environment expires; null for never.</param>
/// <param name="Components">The components, in the order of the plan.</param>
public sealed record ProvisioningStarted(EnvironmentSpec Spec, string BaseDirectory, DateTimeOffset? ExpiresAt, ImmutableArray<PlannedComponent> Components) : EnvironmentEvent
{
    /// <summary>The process that provisions it; null in journals of the first format.</summary>
    public LeaseHolder? Process { get; init; }

    /// <summary>Whether the environment is of no use, and is ended, once that process is gone: it was opened by it, or nothing of it outlives the process.</summary>
    public bool EndsWithProcess { get; init; }
}

/// <summary>Every component was made: the environment is Ready.</summary>
/// <param name="Elapsed">How long it took.</param>
public sealed record ProvisioningSucceeded(TimeSpan Elapsed) : EnvironmentEvent;

/// <summary>Provisioning failed, was cancelled or timed out; what was made has been rolled back or is kept.</summary>
/// <param name="Error">Why, in a sentence.</param>
/// <param name="RolledBack">What was destroyed again.</param>
/// <param name="Left">What may still be there.</param>
public sealed record ProvisioningFailed(string Error, ImmutableArray<ComponentName> RolledBack, ImmutableArray<ComponentName> Left) : EnvironmentEvent;

/// <summary>The environment is being started.</summary>
public sealed record StartRequested : EnvironmentEvent;

/// <summary>The environment is Running: it was started after a stop, or repaired after a failure.</summary>
public sealed record EnvironmentStarted : EnvironmentEvent;

/// <summary>Starting failed: the environment is Failed.</summary>
/// <param name="Error">Why, in a sentence.</param>
public sealed record StartFailed(string Error) : EnvironmentEvent;

/// <summary>The environment is being stopped.</summary>
public sealed record StopRequested : EnvironmentEvent;

/// <summary>The environment is Stopped.</summary>
/// <param name="StillUp">Components that cannot be stopped and stay up, and those that run once.</param>
public sealed record EnvironmentStopped(ImmutableArray<ComponentName> StillUp) : EnvironmentEvent;

/// <summary>Stopping failed: the environment is Failed.</summary>
/// <param name="Error">Why, in a sentence.</param>
public sealed record StopFailed(string Error) : EnvironmentEvent;

/// <summary>The environment's databases were given their seeded state back.</summary>
/// <param name="Components">The components that were reset.</param>
public sealed record EnvironmentReset(ImmutableArray<ComponentName> Components) : EnvironmentEvent;

/// <summary>The environment's expiry was moved.</summary>
/// <param name="ExpiresAt">When it expires now; null for never.</param>
public sealed record ExpiryExtended(DateTimeOffset? ExpiresAt) : EnvironmentEvent;

/// <summary>The environment is being terminated.</summary>
/// <param name="Reason">Why: a caller asked, it expired, its handle was disposed.</param>
public sealed record TerminationStarted(string Reason) : EnvironmentEvent;

/// <summary>The environment is Terminated: nothing of it is left. The last event of a journal.</summary>
public sealed record EnvironmentTerminated : EnvironmentEvent;

/// <summary>Something could not be destroyed: the environment is Failed, and terminating it again tries again.</summary>
/// <param name="Error">Why, in a sentence.</param>
/// <param name="Left">What may still be there.</param>
public sealed record TerminationFailed(string Error, ImmutableArray<ComponentName> Left) : EnvironmentEvent;

/// <summary>Another process takes up what one that is gone has left unfinished.</summary>
/// <param name="Reason">What was found, in a sentence.</param>
public sealed record RecoveryStarted(string Reason) : EnvironmentEvent;

/// <summary>The environment is Failed for another reason than a verb's failure, such as healing that was used up.</summary>
/// <param name="Error">Why, in a sentence.</param>
public sealed record EnvironmentFailed(string Error) : EnvironmentEvent;
