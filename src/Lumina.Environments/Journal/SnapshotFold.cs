using System.Collections.Immutable;

namespace Lumina.Environments;

/// <summary>Where an event becomes state: an environment is the fold of its events. A store that keeps a snapshot folds the events after it over it.</summary>
public static class SnapshotFold
{
    /// <summary>The environment after one more event; the first event makes it.</summary>
    /// <param name="environment">The environment before; null before the first event.</param>
    /// <param name="event">The next event of its journal. One of an unknown type moves the version; where it must be understood, a manager refuses every verb on the environment.</param>
    /// <exception cref="InvalidOperationException">The first event is no <see cref="ProvisioningStarted"/>.</exception>
    public static EnvironmentSnapshot Apply(EnvironmentSnapshot? environment, EnvironmentEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        if (environment is null)
        {
            return @event is ProvisioningStarted first
                ? Begin(first)
                : throw new InvalidOperationException($"The journal of environment {@event.EnvironmentId} begins with {@event.GetType().Name} instead of {nameof(ProvisioningStarted)}.");
        }

        return @event is ComponentEvent component
            ? environment with
            {
                Version = @event.Sequence,
                UpdatedAt = @event.Time,
                Components = ApplyToComponents(environment.Components, component),
                Spec = component is ComponentScaled scaled ? ComponentCount.With(environment.Spec, scaled.Component, scaled.Count) : environment.Spec,
            }
            : ApplyToEnvironment(environment, @event) with { Version = @event.Sequence, UpdatedAt = @event.Time };
    }

    private static EnvironmentSnapshot Begin(ProvisioningStarted first) => new()
    {
        Id = first.EnvironmentId,
        Version = first.Sequence,
        Spec = first.Spec,
        BaseDirectory = first.BaseDirectory,
        Status = EnvironmentStatus.Provisioning,
        CreatedAt = first.Time,
        UpdatedAt = first.Time,
        ExpiresAt = first.ExpiresAt,
        Process = first.Process,
        EndsWithProcess = first.EndsWithProcess,
        Components = ImmutableArray.CreateRange(first.Components, (planned, time) => new ComponentSnapshot
        {
            Name = planned.Name,
            Provider = planned.Provider,
            ExternalName = planned.ExternalName,
            Location = planned.Location,
            DependsOn = planned.DependsOn,
            ChangedAt = time,
        }, first.Time),
    };

    private static EnvironmentSnapshot ApplyToEnvironment(EnvironmentSnapshot environment, EnvironmentEvent @event) => @event switch
    {
        ProvisioningSucceeded => environment with { Status = EnvironmentStatus.Ready, Error = null },
        ProvisioningFailed failed => environment with { Status = EnvironmentStatus.Failed, Error = failed.Error },
        StartRequested => environment with { Status = EnvironmentStatus.Starting },
        EnvironmentStarted => environment with { Status = EnvironmentStatus.Running, Error = null, IsUnhealthy = false },
        StartFailed failed => environment with { Status = EnvironmentStatus.Failed, Error = failed.Error },
        StopRequested => environment with { Status = EnvironmentStatus.Stopping },
        EnvironmentStopped => environment with { Status = EnvironmentStatus.Stopped, IsUnhealthy = false },
        StopFailed failed => environment with { Status = EnvironmentStatus.Failed, Error = failed.Error },
        ExpiryExtended extended => environment with { ExpiresAt = extended.ExpiresAt },
        TerminationStarted => environment with { Status = EnvironmentStatus.Terminating },
        EnvironmentTerminated => environment with { Status = EnvironmentStatus.Terminated, TerminatedAt = @event.Time, IsUnhealthy = false },
        TerminationFailed failed => environment with { Status = EnvironmentStatus.Failed, Error = failed.Error },
        EnvironmentFailed failed => environment with { Status = EnvironmentStatus.Failed, Error = failed.Error },
        EnvironmentUnhealthy => environment with { IsUnhealthy = true },
        EnvironmentHealthy => environment with { IsUnhealthy = false },
        UnknownEvent { MustBeUnderstood: true } unknown => environment with { NotUnderstood = unknown.Type },
        _ => environment,
    };

    private static ImmutableArray<ComponentSnapshot> ApplyToComponents(ImmutableArray<ComponentSnapshot> components, ComponentEvent @event)
    {
        for (int i = 0; i < components.Length; i++)
        {
            if (components[i].Name == @event.Component)
            {
                ComponentSnapshot changed = Apply(components[i], @event);
                return ReferenceEquals(changed, components[i]) ? components : components.SetItem(i, changed);
            }
        }

        return components;
    }

    private static ComponentSnapshot Apply(ComponentSnapshot component, ComponentEvent @event) => @event switch
    {
        StepIntended intended => Intend(component, intended),
        AttemptFailed failed => component with { FailedAttempts = failed.Attempt, Error = failed.Error },
        ResourceRecorded recorded => component with { Resources = Record(component.Resources, recorded.Resource) },
        ComponentProvisioned made => component with { Unfinished = null, State = ComponentState.Up, Outputs = made.Outputs, Error = null, ChangedAt = @event.Time },
        ComponentStarted started => component with { Unfinished = null, State = ComponentState.Up, Outputs = started.Outputs, Error = null, ChangedAt = @event.Time },
        ComponentStopped => component with { Unfinished = null, State = ComponentState.Stopped, Error = null, ChangedAt = @event.Time },
        ComponentReset reset => component with { Unfinished = null, State = ComponentState.Up, Error = null, LastReset = reset.Result, ChangedAt = @event.Time },
        ComponentScaled scaled => component with { Unfinished = null, State = ComponentState.Up, Outputs = scaled.Outputs, Error = null, ChangedAt = @event.Time },
        ComponentPaused => component with { IsPaused = true },
        ComponentUnpaused => component with { IsPaused = false },
        ComponentDestroyed => component with { Unfinished = null, State = ComponentState.Destroyed, Outputs = ComponentOutputs.Empty, Error = null, Resources = [], ChangedAt = @event.Time },
        StepFailed { LeftWhole: true } failed => component with { Unfinished = null, FailedAttempts = failed.Attempts, ChangedAt = @event.Time },
        StepFailed failed => component with
        {
            Unfinished = null,
            State = failed.InDoubt ? ComponentState.InDoubt : ComponentState.Failed,
            Error = failed.Error,
            FailedAttempts = failed.Attempts,
            ChangedAt = @event.Time,
        },
        HealthCheckFailed failed when component.State == ComponentState.Up => component with { State = ComponentState.Degraded, Error = failed.Message, ChangedAt = @event.Time },
        HealthCheckRecovered when component.State == ComponentState.Degraded => component with { State = ComponentState.Up, Error = null, ChangedAt = @event.Time },
        _ => component,
    };

    private static ComponentSnapshot Intend(ComponentSnapshot component, StepIntended intended) => component with
    {
        State = intended.Action switch
        {
            StepAction.Provision => ComponentState.Provisioning,
            StepAction.Start => ComponentState.Starting,
            StepAction.Stop => ComponentState.Stopping,
            StepAction.Destroy => ComponentState.Destroying,
            _ => component.State,
        },
        Provider = intended.Provider,
        ExternalName = intended.ExternalName,
        Location = intended.Location,
        WasIntended = true,
        Unfinished = intended.Action,
        IntendedAt = component.IntendedAt ?? intended.Time,
        FailedAttempts = 0,
        IsPaused = false,
        ChangedAt = intended.Time,
    };

    private static ImmutableArray<ComponentResource> Record(ImmutableArray<ComponentResource> resources, ComponentResource recorded) =>
        [.. resources.Where(resource => (resource.Type, resource.Id) != (recorded.Type, recorded.Id)), recorded];
}
