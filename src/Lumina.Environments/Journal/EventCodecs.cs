using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>The codecs of values that only events have.</summary>
internal static class EventCodecs
{
    public static JsonCodec<EnvironmentId> Id { get; } = new ParsedCodec<EnvironmentId>(
        (string text, out EnvironmentId id) => EnvironmentId.TryParse(text, null, out id),
        id => id.Value,
        "It is an environment's identifier.");

    public static JsonCodec<DateTimeOffset> Time { get; } = new ParsedCodec<DateTimeOffset>(
        (string text, out DateTimeOffset time) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time),
        time => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        "It is a time as in ISO 8601.");

    public static JsonCodec<long> Long { get; } = new LongCodec();

    public static JsonCodec<decimal> Money { get; } = new MoneyCodec();

    public static JsonCodec<ImmutableArray<string>> Texts { get; } = new ArrayCodec<string>(Codecs.Text);

    public static JsonCodec<ImmutableArray<ComponentName>> ComponentNames { get; } = new ArrayCodec<ComponentName>(Codecs.ComponentName);

    public static JsonCodec<ComponentLocation> Location { get; } = new JsonObject<ComponentLocation>("a location", () => ComponentLocation.Only)
        .Optional("account", Codecs.Text, location => location.Account, (location, value) => location with { Account = value })
        .Optional("region", Codecs.Text, location => location.Region, (location, value) => location with { Region = value })
        .Optional("cluster", Codecs.Text, location => location.Cluster, (location, value) => location with { Cluster = value })
        .Optional("namespace", Codecs.Text, location => location.Namespace, (location, value) => location with { Namespace = value });

    public static JsonCodec<ComponentResource> Resource { get; } = new JsonObject<ComponentResource>("a resource", () => new ComponentResource("", "", ""))
        .Required("type", Codecs.Text, resource => resource.Type, (resource, value) => resource with { Type = value })
        .Required("name", Codecs.Text, resource => resource.Name, (resource, value) => resource with { Name = value })
        .Required("id", Codecs.Text, resource => resource.Id, (resource, value) => resource with { Id = value })
        .Optional("configuration", Codecs.TextMap, resource => resource.Configuration, (resource, value) => resource with { Configuration = value })
        .Optional("status", Codecs.Text, resource => resource.Status, (resource, value) => resource with { Status = value })
        .OptionalValue("createdAt", Time, resource => resource.CreatedAt, (resource, value) => resource with { CreatedAt = value })
        .OptionalValue("hourlyCost", Money, resource => resource.HourlyCost, (resource, value) => resource with { HourlyCost = value });

    public static JsonCodec<PlannedComponent> Planned { get; } = new JsonObject<PlannedComponent>("a planned component", () => new PlannedComponent(default, "", "", ComponentLocation.Only, []))
        .Required("name", Codecs.ComponentName, planned => planned.Name, (planned, value) => planned with { Name = value })
        .Required("provider", Codecs.Text, planned => planned.Provider, (planned, value) => planned with { Provider = value })
        .Required("externalName", Codecs.Text, planned => planned.ExternalName, (planned, value) => planned with { ExternalName = value })
        .Optional("location", Location, planned => planned.Location, (planned, value) => planned with { Location = value })
        .Optional("dependsOn", ComponentNames, planned => planned.DependsOn, (planned, value) => planned with { DependsOn = value });

    public static JsonCodec<LeaseHolder> Holder { get; } = new JsonObject<LeaseHolder>("a process", () => new LeaseHolder("", "", 0, 0))
        .Required("id", Codecs.Text, holder => holder.Id, (holder, value) => holder with { Id = value })
        .Required("machine", Codecs.Text, holder => holder.Machine, (holder, value) => holder with { Machine = value })
        .Required("processId", Codecs.Integer, holder => holder.ProcessId, (holder, value) => holder with { ProcessId = value })
        .Required("processStartedAt", Long, holder => holder.ProcessStartedAt, (holder, value) => holder with { ProcessStartedAt = value });

    public static JsonCodec<ResetResult> Reset { get; } = new JsonObject<ResetResult>("what a reset came to", () => new ResetResult(default, KeptSessions: false))
        .Required("way", Codecs.Enum<ResetWay>(), reset => reset.Way, (reset, value) => reset with { Way = value })
        .Required("keptSessions", Codecs.Boolean, reset => reset.KeptSessions, (reset, value) => reset with { KeptSessions = value })
        .Optional("reason", Codecs.Text, reset => reset.Reason, (reset, value) => reset with { Reason = value });

    private static readonly JsonCodec<IReadOnlyList<ComponentOutput>> OutputList = Codecs.List(
        new JsonObject<ComponentOutput>("an output", () => new ComponentOutput("", Value: null, Secret: null, Vantage.Everywhere))
            .Required("name", Codecs.Text, output => output.Name, (output, value) => output with { Name = value })
            .Optional("value", Codecs.Text, output => output.Value, (output, value) => output with { Value = value })
            .Optional(SecretCodec.Member, new ParsedCodec<Secret>(TryReadSource, secret => secret.Source!, SecretCodec.Instance.Form), output => output.Secret, (output, value) => output with { Secret = value })
            .Optional("vantage", Codecs.Enum<Vantage>(), output => output.Vantage, (output, value) => output with { Vantage = value }));

    public static JsonCodec<ComponentOutputs> Outputs { get; } = new OutputsCodec();

    private static bool TryReadSource(string text, [MaybeNullWhen(false)] out Secret secret)
    {
        secret = Secret.FromSource(text);
        return true;
    }

    private sealed class OutputsCodec : JsonCodec<ComponentOutputs>
    {
        public override string Form => OutputList.Form;

        public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out ComponentOutputs value)
        {
            value = OutputList.TryRead(json, path, reading, out IReadOnlyList<ComponentOutput>? outputs) ? new ComponentOutputs(outputs) : null;
            return value is not null;
        }

        public override void Write(Utf8JsonWriter writer, ComponentOutputs value) => OutputList.Write(writer, value);
    }

    private sealed class LongCodec : JsonCodec<long>
    {
        public override string Form => "It is a whole number.";

        public override bool TryRead(JsonElement json, string path, JsonReading reading, out long value)
        {
            value = 0;
            return (json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out value)) || Refuse(json, path, reading);
        }

        public override void Write(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);
    }

    private sealed class MoneyCodec : JsonCodec<decimal>
    {
        public override string Form => "It is a number.";

        public override bool TryRead(JsonElement json, string path, JsonReading reading, out decimal value)
        {
            value = 0;
            return (json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out value)) || Refuse(json, path, reading);
        }

        public override void Write(Utf8JsonWriter writer, decimal value) => writer.WriteNumberValue(value);
    }
}
