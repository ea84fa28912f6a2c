using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Snapshots as JSON, as stores keep them beside the journal: in one canonical form, members with their defaults left out.</summary>
/// <remarks>
/// No secret is in it: a secret is the name under which a store keeps it, as in events (<see cref="EnvironmentEventJson"/>).
/// Members that are not known are passed over: a snapshot is only a shortcut, and what it lacks is in the journal.
/// </remarks>
public sealed class EnvironmentSnapshotJson
{
    private readonly JsonObject<EnvironmentSnapshot> _codec;

    /// <summary>Makes a reader and writer. Components of kinds that other packages bring are written by what they know of themselves.</summary>
    public EnvironmentSnapshotJson()
        : this(kinds: null)
    {
    }

    internal EnvironmentSnapshotJson(ComponentKindRegistry? kinds) => _codec = Members(new CanonicalSpecCodec(new EnvironmentSpecJson(kinds)));

    /// <summary>Writes a snapshot on one line.</summary>
    public string Write(EnvironmentSnapshot environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return JsonText.Write(writer => _codec.Write(writer, environment));
    }

    /// <summary>Reads a snapshot.</summary>
    /// <exception cref="FormatException">The text is no snapshot, or it holds what only a newer version knows: its journal tells what is there.</exception>
    public EnvironmentSnapshot Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return Read(JsonElement.Parse(json));
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The text is no snapshot: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a snapshot.</summary>
    /// <exception cref="FormatException">The JSON is no snapshot, or it holds what only a newer version knows: its journal tells what is there.</exception>
    public EnvironmentSnapshot Read(JsonElement json)
    {
        JsonReading reading = new() { PassesOverUnknown = true };
        bool read = _codec.TryRead(json, path: "", reading, out EnvironmentSnapshot? environment);
        return read && reading.Faults.Faults.Count == 0
            ? environment!
            : throw new FormatException($"The JSON is no snapshot: {reading.Faults.Faults[0]}");
    }

    private static JsonObject<EnvironmentSnapshot> Members(CanonicalSpecCodec spec) =>
        new JsonObject<EnvironmentSnapshot>("a snapshot", () => new EnvironmentSnapshot { Id = default, Spec = new EnvironmentSpec("", ""), BaseDirectory = "" })
            .Required("id", EventCodecs.Id, e => e.Id, (e, value) => e with { Id = value })
            .Required("version", EventCodecs.Long, e => e.Version, (e, value) => e with { Version = value })
            .Required("specFormat", Codecs.Integer, _ => EnvironmentSpecJson.FormatVersion, (e, _) => e)
            .Required("spec", spec, e => e.Spec, (e, value) => e with { Spec = value })
            .Required("baseDirectory", Codecs.Text, e => e.BaseDirectory, (e, value) => e with { BaseDirectory = value })
            .Required("status", Codecs.Enum<EnvironmentStatus>(), e => e.Status, (e, value) => e with { Status = value })
            .Required("createdAt", EventCodecs.Time, e => e.CreatedAt, (e, value) => e with { CreatedAt = value })
            .Required("updatedAt", EventCodecs.Time, e => e.UpdatedAt, (e, value) => e with { UpdatedAt = value })
            .OptionalValue("expiresAt", EventCodecs.Time, e => e.ExpiresAt, (e, value) => e with { ExpiresAt = value })
            .OptionalValue("terminatedAt", EventCodecs.Time, e => e.TerminatedAt, (e, value) => e with { TerminatedAt = value })
            .Optional("process", EventCodecs.Holder, e => e.Process, (e, value) => e with { Process = value })
            .Optional("endsWithProcess", Codecs.Boolean, e => e.EndsWithProcess, (e, value) => e with { EndsWithProcess = value })
            .Optional("error", Codecs.Text, e => e.Error, (e, value) => e with { Error = value })
            .Optional("isUnhealthy", Codecs.Boolean, e => e.IsUnhealthy, (e, value) => e with { IsUnhealthy = value })
            .Required("components", new ArrayCodec<ComponentSnapshot>(Component), e => e.Components, (e, value) => e with { Components = value });

    private static readonly JsonObject<ComponentSnapshot> Component =
        new JsonObject<ComponentSnapshot>("a component", () => new ComponentSnapshot { Name = default, Provider = "", ExternalName = "", Location = ComponentLocation.Only })
            .Required("name", Codecs.ComponentName, c => c.Name, (c, value) => c with { Name = value })
            .Required("state", Codecs.Enum<ComponentState>(), c => c.State, (c, value) => c with { State = value })
            .OptionalValue("unfinished", Codecs.Enum<StepAction>(), c => c.Unfinished, (c, value) => c with { Unfinished = value })
            .Optional("isPaused", Codecs.Boolean, c => c.IsPaused, (c, value) => c with { IsPaused = value })
            .Required("provider", Codecs.Text, c => c.Provider, (c, value) => c with { Provider = value })
            .Required("externalName", Codecs.Text, c => c.ExternalName, (c, value) => c with { ExternalName = value })
            .Optional("location", EventCodecs.Location, c => c.Location, (c, value) => c with { Location = value })
            .Optional("dependsOn", EventCodecs.ComponentNames, c => c.DependsOn, (c, value) => c with { DependsOn = value })
            .Optional("outputs", EventCodecs.Outputs, c => OutputSecrets.Named(c.Name, c.Outputs), (c, value) => c with { Outputs = value })
            .Optional("resources", new ArrayCodec<ComponentResource>(EventCodecs.Resource), c => c.Resources, (c, value) => c with { Resources = value })
            .Optional("wasIntended", Codecs.Boolean, c => c.WasIntended, (c, value) => c with { WasIntended = value })
            .Optional("error", Codecs.Text, c => c.Error, (c, value) => c with { Error = value })
            .Optional("lastReset", EventCodecs.Reset, c => c.LastReset, (c, value) => c with { LastReset = value })
            .Optional("failedAttempts", Codecs.Integer, c => c.FailedAttempts, (c, value) => c with { FailedAttempts = value })
            .Required("changedAt", EventCodecs.Time, c => c.ChangedAt, (c, value) => c with { ChangedAt = value })
            .OptionalValue("intendedAt", EventCodecs.Time, c => c.IntendedAt, (c, value) => c with { IntendedAt = value });
}
