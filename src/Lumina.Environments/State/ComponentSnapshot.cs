using System.Collections.Immutable;

namespace Lumina.Environments;

/// <summary>One component of an environment as it was at one version of its snapshot.</summary>
public sealed record ComponentSnapshot
{
    /// <summary>Its name within the environment.</summary>
    public required ComponentName Name { get; init; }

    /// <summary>What it is doing.</summary>
    public ComponentState State { get; init; }

    /// <summary>The name of the provider that makes it.</summary>
    public required string Provider { get; init; }

    /// <summary>Its name on the platform: a pure function of the environment's identifier and <see cref="Name"/>.</summary>
    public required string ExternalName { get; init; }

    /// <summary>Where it is on the platform.</summary>
    public required ComponentLocation Location { get; init; }

    /// <summary>The components that must be there before it.</summary>
    public ImmutableArray<ComponentName> DependsOn { get; init; } = [];

    /// <summary>What it gives to others; empty until it is up.</summary>
    public ComponentOutputs Outputs { get; init; } = ComponentOutputs.Empty;

    /// <summary>What its provider made inside it.</summary>
    public ImmutableArray<ComponentResource> Resources { get; init; } = [];

    /// <summary>Whether a platform was ever asked for it, so that something may be there.</summary>
    public bool WasIntended { get; init; }

    /// <summary>Whether it is paused: it was asked for (<see cref="IEnvironmentManager.PauseAsync"/>), and nothing that ends it since.</summary>
    public bool IsPaused { get; init; }

    /// <summary>What its platform was asked for without an outcome yet: at work, or in doubt where the process that asked is gone; null where there is an outcome.</summary>
    public StepAction? Unfinished { get; init; }

    /// <summary>The last error; null where there is none.</summary>
    public string? Error { get; init; }

    /// <summary>What its last reset came to; null where it was never reset.</summary>
    public ResetResult? LastReset { get; init; }

    /// <summary>How many attempts the last step has taken; 0 before the first has failed.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>When its state last changed.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>When it was intended first; null before that. Cost counts from here.</summary>
    public DateTimeOffset? IntendedAt { get; init; }

    /// <summary>Whether something of it may be on a platform.</summary>
    public bool MayExist => WasIntended && State != ComponentState.Destroyed;

    /// <summary>How it stands, in one line.</summary>
    public override string ToString() => $"{Name}: {State}{(IsPaused ? ", paused" : "")} ('{ExternalName}' of {Provider}){(Error is null ? "" : $"; {Error}")}";
}
