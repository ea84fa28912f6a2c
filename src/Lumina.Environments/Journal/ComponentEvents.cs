using System.Collections.Immutable;

namespace Lumina.Environments;

/// <summary>A fact about one component.</summary>
/// <param name="Component">The component.</param>
public abstract record ComponentEvent(ComponentName Component) : EnvironmentEvent;

/// <summary>The intent of a step: written before the platform is asked for anything. A component whose intent has no outcome is in doubt.</summary>
/// <param name="Component">The component.</param>
/// <param name="Action">What the platform is about to be asked for.</param>
/// <param name="Provider">The provider that is asked.</param>
/// <param name="ExternalName">The component's name on the platform.</param>
/// <param name="Location">Where it is on the platform.</param>
public sealed record StepIntended(ComponentName Component, StepAction Action, string Provider, string ExternalName, ComponentLocation Location) : ComponentEvent(Component)
{
    /// <summary>The names of the credentials that were committed with the intent.</summary>
    public ImmutableArray<string> Credentials { get; init; } = [];

    /// <summary>How many there are to be of the component; null where the intent is about something else.</summary>
    public int? Count { get; init; }
}

/// <summary>One attempt at a step failed; another follows, or <see cref="StepFailed"/> does.</summary>
/// <param name="Component">The component.</param>
/// <param name="Action">What was tried.</param>
/// <param name="Attempt">Which attempt it was, from 1.</param>
/// <param name="Error">The error.</param>
/// <param name="IsTransient">Whether the provider said that trying again may help.</param>
public sealed record AttemptFailed(ComponentName Component, StepAction Action, int Attempt, string Error, bool IsTransient) : ComponentEvent(Component);

/// <summary>A thing was made inside a component.</summary>
/// <param name="Component">The component.</param>
/// <param name="Resource">The thing.</param>
public sealed record ResourceRecorded(ComponentName Component, ComponentResource Resource) : ComponentEvent(Component);

/// <summary>The provider of a component has kept its own record of the environment in the store. The record itself is a secret.</summary>
/// <param name="Component">The component.</param>
public sealed record ProviderRecordKept(ComponentName Component) : ComponentEvent(Component);

/// <summary>A component was made: infrastructure provisioned, networking configured, a database provisioned, a service deployed, monitoring configured.</summary>
/// <param name="Component">The component.</param>
/// <param name="Outputs">What it gives to others. In JSON a secret is only its name.</param>
/// <param name="Elapsed">How long it took, attempts included.</param>
public sealed record ComponentProvisioned(ComponentName Component, ComponentOutputs Outputs, TimeSpan Elapsed) : ComponentEvent(Component);

/// <summary>A component was started again.</summary>
/// <param name="Component">The component.</param>
/// <param name="Outputs">What it gives to others now.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ComponentStarted(ComponentName Component, ComponentOutputs Outputs, TimeSpan Elapsed) : ComponentEvent(Component);

/// <summary>A component was stopped.</summary>
/// <param name="Component">The component.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ComponentStopped(ComponentName Component, TimeSpan Elapsed) : ComponentEvent(Component);

/// <summary>A component was given its seeded state back.</summary>
/// <param name="Component">The component.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ComponentReset(ComponentName Component, TimeSpan Elapsed) : ComponentEvent(Component)
{
    /// <summary>How it was done; null where an earlier version wrote the event.</summary>
    public ResetResult? Result { get; init; }
}

/// <summary>There are as many of a component as was asked for. The environment's spec says that number from here on.</summary>
/// <param name="Component">The component.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Outputs">What it gives to others now.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ComponentScaled(ComponentName Component, int Count, ComponentOutputs Outputs, TimeSpan Elapsed) : ComponentEvent(Component);

/// <summary>A component was halted where it was; from here on it is neither checked nor healed until it is unpaused, stopped, started or scaled.</summary>
/// <param name="Component">The component.</param>
public sealed record ComponentPaused(ComponentName Component) : ComponentEvent(Component);

/// <summary>A component that was paused goes on.</summary>
/// <param name="Component">The component.</param>
public sealed record ComponentUnpaused(ComponentName Component) : ComponentEvent(Component);

/// <summary>A component was destroyed, and looking for it found nothing.</summary>
/// <param name="Component">The component.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ComponentDestroyed(ComponentName Component, TimeSpan Elapsed) : ComponentEvent(Component);

/// <summary>A step failed for good, was cancelled or timed out.</summary>
/// <param name="Component">The component.</param>
/// <param name="Action">What was tried.</param>
/// <param name="Error">The last error.</param>
/// <param name="Attempts">How many attempts were made.</param>
/// <param name="InDoubt">Whether the platform may still be at work on it: a call outlived its timeout.</param>
public sealed record StepFailed(ComponentName Component, StepAction Action, string Error, int Attempts, bool InDoubt) : ComponentEvent(Component)
{
    /// <summary>Whether the component was seen to be whole afterwards, so that it keeps its state: a reset that was cancelled or refused, a scaling that was refused before anything was changed.</summary>
    public bool LeftWhole { get; init; }
}
