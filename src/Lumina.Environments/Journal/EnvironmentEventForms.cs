namespace Lumina.Environments;

/// <summary>The JSON of every event of the closed family: one table for each.</summary>
internal sealed class EnvironmentEventForms
{
    private readonly Dictionary<string, EnvironmentEventForm> _byName;
    private readonly Dictionary<Type, EnvironmentEventForm> _byType;

    public EnvironmentEventForms(ComponentKindRegistry? kinds)
    {
        EnvironmentEventForm[] forms = [.. Lifecycle(new EnvironmentSpecJson(kinds)), .. Components(), .. Health()];
        _byName = forms.ToDictionary(form => form.Name, StringComparer.Ordinal);
        _byType = forms.ToDictionary(form => form.Type);
    }

    public EnvironmentEventForm? Find(string name) => _byName.GetValueOrDefault(name);

    public EnvironmentEventForm Of(EnvironmentEvent @event) =>
        _byType.GetValueOrDefault(@event.GetType()) ?? throw new ArgumentException($"{@event.GetType().Name} is no event of the library's family.", nameof(@event));

    private static IEnumerable<EnvironmentEventForm> Lifecycle(EnvironmentSpecJson specs) =>
    [
        Event(() => new ProvisioningStarted(new EnvironmentSpec("", ""), "", ExpiresAt: null, []), form => form
            .Required("specFormat", Codecs.Integer, _ => EnvironmentSpecJson.FormatVersion, (e, _) => e)
            .Required("spec", new CanonicalSpecCodec(specs), e => e.Spec, (e, value) => e with { Spec = value })
            .Required("baseDirectory", Codecs.Text, e => e.BaseDirectory, (e, value) => e with { BaseDirectory = value })
            .OptionalValue("expiresAt", EventCodecs.Time, e => e.ExpiresAt, (e, value) => e with { ExpiresAt = value })
            .Required("components", new ArrayCodec<PlannedComponent>(EventCodecs.Planned), e => e.Components, (e, value) => e with { Components = value })
            .Optional("process", EventCodecs.Holder, e => e.Process, (e, value) => e with { Process = value })
            .Optional("endsWithProcess", Codecs.Boolean, e => e.EndsWithProcess, (e, value) => e with { EndsWithProcess = value })),
        Event(() => new ProvisioningSucceeded(default(TimeSpan)), form => form
            .Required("elapsed", Codecs.Duration, e => e.Elapsed, (e, value) => e with { Elapsed = value })),
        Event(() => new ProvisioningFailed("", [], []), form => form
            .Required("error", Codecs.Text, e => e.Error, (e, value) => e with { Error = value })
            .Required("rolledBack", EventCodecs.ComponentNames, e => e.RolledBack, (e, value) => e with { RolledBack = value })
            .Required("left", EventCodecs.ComponentNames, e => e.Left, (e, value) => e with { Left = value })),
        Event(() => new StartRequested(), form => form),
        Event(() => new EnvironmentStarted(), form => form),
        Event(() => new StartFailed(""), form => form
            .Required("error", Codecs.Text, e => e.Error, (e, value) => e with { Error = value })),
        Event(() => new StopRequested(), form => form),
        Event(() => new EnvironmentStopped([]), form => form
            .Required("stillUp", EventCodecs.ComponentNames, e => e.StillUp, (e, value) => e with { StillUp = value })),
        Event(() => new StopFailed(""), form => form
            .Required("error", Codecs.Text, e => e.Error, (e, value) => e with { Error = value })),
        Event(() => new EnvironmentReset([]), form => form
            .Required("components", EventCodecs.ComponentNames, e => e.Components, (e, value) => e with { Components = value })),
        Event(() => new ExpiryExtended(ExpiresAt: null), form => form
            .OptionalValue("expiresAt", EventCodecs.Time, e => e.ExpiresAt, (e, value) => e with { ExpiresAt = value })),
        Event(() => new TerminationStarted(""), form => form
            .Required("reason", Codecs.Text, e => e.Reason, (e, value) => e with { Reason = value })),
        Event(() => new EnvironmentTerminated(), form => form),
        Event(() => new TerminationFailed("", []), form => form
            .Required("error", Codecs.Text, e => e.Error, (e, value) => e with { Error = value })
            .Required("left", EventCodecs.ComponentNames, e => e.Left, (e, value) => e with { Left = value })),
        Event(() => new RecoveryStarted(""), form => form
            .Required("reason", Codecs.Text, e => e.Reason, (e, value) => e with { Reason = value })),
        Event(() => new EnvironmentFailed(""), form => form
            .Required("error", Codecs.Text, e => e.Error, (e, value) => e with { Error = value })),
    ];

    private static IEnumerable<EnvironmentEventForm> Components() =>
    [
        OfComponent(() => new StepIntended(default, default, "", "", ComponentLocation.Only), form => form
            .Required("action", Codecs.Enum<StepAction>(), e => e.Action, (e, value) => e with { Action = value })
            .Required("provider", Codecs.Text, e => e.Provider, (e, value) => e with { Provider = value })
            .Required("externalName", Codecs.Text, e => e.ExternalName, (e, value) => e with { ExternalName = value })
            .Optional("location", EventCodecs.Location, e => e.Location, (e, value) => e with { Location = value })
            .Optional("credentials", EventCodecs.Texts, e => e.Credentials, (e, value) => e with { Credentials = value })
            .OptionalValue("count", Codecs.Integer, e => e.Count, (e, value) => e with { Count = value })),
        OfComponent(() => new AttemptFailed(default, default, 0, "", IsTransient: false), form => form
            .Required("action", Codecs.Enum<StepAction>(), e => e.Action, (e, value) => e with { Action = value })
            .Required("attempt", Codecs.Integer, e => e.Attempt, (e, value) => e with { Attempt = value })
            .Required("error", Codecs.Text, e => e.Error, (e, value) => e with { Error = value })
            .Required("isTransient", Codecs.Boolean, e => e.IsTransient, (e, value) => e with { IsTransient = value })),
        OfComponent(() => new ResourceRecorded(default, new ComponentResource("", "", "")), form => form
            .Required("resource", EventCodecs.Resource, e => e.Resource, (e, value) => e with { Resource = value })),
        OfComponent(() => new ProviderRecordKept(default(ComponentName)), form => form),
        OfComponent(() => new ComponentProvisioned(default, ComponentOutputs.Empty, default), form => form
            .Required("outputs", EventCodecs.Outputs, e => OutputSecrets.Named(e.Component, e.Outputs), (e, value) => e with { Outputs = value })
            .Required("elapsed", Codecs.Duration, e => e.Elapsed, (e, value) => e with { Elapsed = value })),
        OfComponent(() => new ComponentStarted(default, ComponentOutputs.Empty, default), form => form
            .Required("outputs", EventCodecs.Outputs, e => OutputSecrets.Named(e.Component, e.Outputs), (e, value) => e with { Outputs = value })
            .Required("elapsed", Codecs.Duration, e => e.Elapsed, (e, value) => e with { Elapsed = value })),
        OfComponent(() => new ComponentStopped(default, default), form => form
            .Required("elapsed", Codecs.Duration, e => e.Elapsed, (e, value) => e with { Elapsed = value })),
        OfComponent(() => new ComponentReset(default, default), form => form
            .Required("elapsed", Codecs.Duration, e => e.Elapsed, (e, value) => e with { Elapsed = value })
            .Optional("result", EventCodecs.Reset, e => e.Result, (e, value) => e with { Result = value })),
        OfComponent(() => new ComponentScaled(default, 0, ComponentOutputs.Empty, default), form => form
            .Required("count", Codecs.Integer, e => e.Count, (e, value) => e with { Count = value })
            .Required("outputs", EventCodecs.Outputs, e => OutputSecrets.Named(e.Component, e.Outputs), (e, value) => e with { Outputs = value })
            .Required("elapsed", Codecs.Duration, e => e.Elapsed, (e, value) => e with { Elapsed = value })),
        OfComponent(() => new ComponentPaused(default(ComponentName)), form => form),
        OfComponent(() => new ComponentUnpaused(default(ComponentName)), form => form),
        OfComponent(() => new ComponentDestroyed(default, default), form => form
            .Required("elapsed", Codecs.Duration, e => e.Elapsed, (e, value) => e with { Elapsed = value })),
        OfComponent(() => new StepFailed(default, default, "", 0, InDoubt: false), form => form
            .Required("action", Codecs.Enum<StepAction>(), e => e.Action, (e, value) => e with { Action = value })
            .Required("error", Codecs.Text, e => e.Error, (e, value) => e with { Error = value })
            .Required("attempts", Codecs.Integer, e => e.Attempts, (e, value) => e with { Attempts = value })
            .Required("inDoubt", Codecs.Boolean, e => e.InDoubt, (e, value) => e with { InDoubt = value })
            .Optional("leftWhole", Codecs.Boolean, e => e.LeftWhole, (e, value) => e with { LeftWhole = value })),
    ];

    private static IEnumerable<EnvironmentEventForm> Health() =>
    [
        OfComponent(() => new HealthCheckFailed(default, "", Required: false), form => form
            .Required("message", Codecs.Text, e => e.Message, (e, value) => e with { Message = value })
            .Required("required", Codecs.Boolean, e => e.Required, (e, value) => e with { Required = value })),
        OfComponent(() => new HealthCheckRecovered(default(ComponentName)), form => form),
        Event(() => new EnvironmentUnhealthy(0, ""), form => form
            .Required("score", Codecs.Integer, e => e.Score, (e, value) => e with { Score = value })
            .Required("message", Codecs.Text, e => e.Message, (e, value) => e with { Message = value })),
        Event(() => new EnvironmentHealthy(0), form => form
            .Required("score", Codecs.Integer, e => e.Score, (e, value) => e with { Score = value })),
        OfComponent(() => new HealingStarted(default, 0, 0), form => form
            .Required("restart", Codecs.Integer, e => e.Restart, (e, value) => e with { Restart = value })
            .Required("maximumRestarts", Codecs.Integer, e => e.MaximumRestarts, (e, value) => e with { MaximumRestarts = value })),
        OfComponent(() => new HealingSucceeded(default(ComponentName)), form => form),
        OfComponent(() => new HealingFailed(default, ""), form => form
            .Required("error", Codecs.Text, e => e.Error, (e, value) => e with { Error = value })),
    ];

    private static EnvironmentEventForm<T> Event<T>(Func<T> blank, Func<JsonObject<T>, JsonObject<T>> members)
        where T : EnvironmentEvent =>
        new(members(new JsonObject<T>("an event", blank).WithStamp()), blank);

    private static EnvironmentEventForm<T> OfComponent<T>(Func<T> blank, Func<JsonObject<T>, JsonObject<T>> members)
        where T : ComponentEvent =>
        new(members(new JsonObject<T>("an event", blank).WithStamp().WithComponent()), blank);
}
