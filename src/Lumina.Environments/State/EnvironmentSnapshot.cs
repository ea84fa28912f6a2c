using System.Collections.Immutable;
using System.Globalization;

namespace Lumina.Environments;

/// <summary>An environment as it was at one version: immutable, a new one for each change.</summary>
public sealed record EnvironmentSnapshot
{
    /// <summary>Its identifier.</summary>
    public required EnvironmentId Id { get; init; }

    /// <summary>The sequence number of the last event that is in it.</summary>
    public long Version { get; init; }

    /// <summary>What was wanted.</summary>
    public required EnvironmentSpec Spec { get; init => field = ReferenceEquals(field, value) ? value : value.Freeze(); }

    /// <summary>The folder from which relative paths of the spec resolve.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>Its name.</summary>
    public string Name => Spec.Name;

    /// <summary>Who owns it.</summary>
    public string Owner => Spec.Owner;

    /// <summary>What it is for.</summary>
    public EnvironmentType Type => Spec.Type;

    /// <summary>What it is doing.</summary>
    public EnvironmentStatus Status { get; init; }

    /// <summary>Whether it is up.</summary>
    public bool IsUp => Status.IsUp();

    /// <summary>Labels to find it by.</summary>
    public IReadOnlyDictionary<string, string> Tags => Spec.Tags;

    /// <summary>Anything else that its owner keeps with it.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Spec.Metadata;

    /// <summary>When its first event was written.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last event was written.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it expires and is cleaned up; null where it never does.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The process that provisioned it; null where its journal does not tell.</summary>
    public LeaseHolder? Process { get; init; }

    /// <summary>Whether it is ended once that process is gone: it was opened by it, or nothing of it outlives the process.</summary>
    public bool EndsWithProcess { get; init; }

    /// <summary>When it was terminated; null before that.</summary>
    public DateTimeOffset? TerminatedAt { get; init; }

    /// <summary>Its components, in the order of the plan.</summary>
    public ImmutableArray<ComponentSnapshot> Components { get; init; } = [];

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The type of an event of its journal that must be understood and is not known here; null where all are. It is read-only then.</summary>
    internal string? NotUnderstood { get; init; }

    /// <summary>Whether a health check of it fails now.</summary>
    public bool IsUnhealthy { get; init; }

    /// <summary>The components of which something may be on a platform.</summary>
    public IEnumerable<ComponentName> Left => Components.Where(component => component.MayExist).Select(component => component.Name);

    /// <summary>Whether something of it may be on a platform.</summary>
    public bool IsActive => Status != EnvironmentStatus.Terminated && (Status != EnvironmentStatus.Failed || Components.Any(component => component.MayExist));

    /// <summary>What is paused and keeps a component from answering: itself, or the database in which it is; null where there is none.</summary>
    internal ComponentName? PausedBelow(ComponentSnapshot component) => component.IsPaused ? component.Name
        : component.Name.Kind != ComponentKinds.Data ? null
        : component.DependsOn.Where(database => Find(database) is { IsPaused: true }).Select(database => (ComponentName?)database).FirstOrDefault();

    /// <summary>Whether a component is a service that runs once: its work is done when it is made, so that it is neither stopped nor started, and is made anew where that work is to be done again.</summary>
    internal bool RunsOnce(ComponentName component) =>
        component.Kind == ComponentKinds.Service && Spec.Services.Any(service => service.Run.IsOnce && service.ComponentName == component);

    /// <summary>A component whose reset has not come to its end: what was asked of it, or to make anew what runs once; null where there is none.</summary>
    internal ComponentSnapshot? FindHalfReset() => Components.FirstOrDefault(component =>
        component.Unfinished == StepAction.Reset || IsUndone(component));

    /// <summary>Whether a component is a service that runs once, was made, and whose work is not done, or is to be done again.</summary>
    internal bool IsUndone(ComponentSnapshot component) => component is { WasIntended: true, State: not (ComponentState.Up or ComponentState.Degraded) } && RunsOnce(component.Name);

    /// <summary>The component of that name, or null.</summary>
    public ComponentSnapshot? Find(ComponentName name)
    {
        foreach (ComponentSnapshot component in Components)
        {
            if (component.Name == name)
            {
                return component;
            }
        }

        return null;
    }

    private string Outlook() => $"{(ExpiresAt is { } expiry ? string.Create(CultureInfo.InvariantCulture, $", expires at {expiry:u}") : "")}{(Error is null ? "" : $"; {Error}")}";

    /// <summary>How it and its components stand, in lines.</summary>
    public override string ToString() => string.Join('\n', (string[])
    [
        $"Environment '{Name}' ({Id}) of {Owner}: {Status}{(Status == EnvironmentStatus.Terminated ? "" : Outlook())}",
        .. Components.Select(component => $"  {component}"),
    ]);
}
