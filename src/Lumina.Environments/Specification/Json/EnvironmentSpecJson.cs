using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Specs of whole environments as JSON.</summary>
internal sealed class EnvironmentSpecJson
{
    /// <summary>The version of the canonical form, recorded with it.</summary>
    public const int FormatVersion = 1;

    private const string SchemaMember = "$schema";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static readonly JsonObject<HealingPolicy> Healing = new JsonObject<HealingPolicy>("a healing policy", () => new HealingPolicy())
        .Optional("maximumRestarts", Codecs.Integer, policy => policy.MaximumRestarts, (policy, value) => policy with { MaximumRestarts = value })
        .Optional("window", Codecs.Duration, policy => policy.Window, (policy, value) => policy with { Window = value });

    private readonly ComponentCodec _components;

    /// <param name="kinds">The kinds of other packages, for writing; null for what the specs themselves know.</param>
    public EnvironmentSpecJson(ComponentKindRegistry? kinds)
    {
        _components = new ComponentCodec(kinds);
        Codec = new JsonObject<EnvironmentSpec>("an environment", () => new EnvironmentSpec("", ""))
            .Required("name", Codecs.Text, spec => spec.Name, (spec, value) => spec with { Name = value })
            .Required("owner", Codecs.Text, spec => spec.Owner, (spec, value) => spec with { Owner = value })
            .Optional("type", Codecs.Enum<EnvironmentType>(), spec => spec.Type, (spec, value) => spec with { Type = value })
            .Optional("lifetime", Codecs.Duration, spec => spec.Lifetime, (spec, value) => spec with { Lifetime = value })
            .Optional("timeout", Codecs.Duration, spec => spec.Timeout, (spec, value) => spec with { Timeout = value })
            .Optional("onFailure", Codecs.Enum<FailurePolicy>(), spec => spec.OnFailure, (spec, value) => spec with { OnFailure = value })
            .Optional("onInterruption", Codecs.Enum<InterruptionPolicy>(), spec => spec.OnInterruption, (spec, value) => spec with { OnInterruption = value })
            .Optional("healing", Healing, spec => spec.Healing, (spec, value) => spec with { Healing = value })
            .Optional("tags", Codecs.TextMap, spec => spec.Tags, (spec, value) => spec with { Tags = value })
            .Optional("metadata", Codecs.TextMap, spec => spec.Metadata, (spec, value) => spec with { Metadata = value })
            .Optional("network", NetworkJson.Codec, spec => spec.Network, (spec, value) => spec with { Network = value })
            .Optional("infrastructure", InfrastructureJson.Codec, spec => spec.Infrastructure, (spec, value) => spec with { Infrastructure = value })
            .Optional("databases", Codecs.List(DatabaseJson.Codec), spec => spec.Databases, (spec, value) => spec with { Databases = value })
            .Optional("services", Codecs.List(ServiceJson.Codec), spec => spec.Services, (spec, value) => spec with { Services = value })
            .Optional("components", Codecs.List(_components), spec => spec.Components, (spec, value) => spec with { Components = value })
            .Optional("monitoring", MonitoringJson.Codec, spec => spec.Monitoring, (spec, value) => spec with { Monitoring = value });
    }

    /// <summary>For specs whose components know their own JSON.</summary>
    public static EnvironmentSpecJson Default { get; } = new(kinds: null);

    public JsonObject<EnvironmentSpec> Codec { get; }

    /// <summary>Writes the canonical form: members in one order, defaults left out, secrets as where they come from.</summary>
    public void Write(Utf8JsonWriter writer, EnvironmentSpec spec) => Codec.Write(writer, NamedSecrets.In(spec));

    /// <summary>Whether two specs have one canonical form, and are alike in what has none: components of kinds that come from code alone, and sources of data without a key.</summary>
    public bool AreSame(EnvironmentSpec left, EnvironmentSpec right) =>
        JsonText.Write(writer => Write(writer, left)) == JsonText.Write(writer => Write(writer, right)) && CodeOnly(left).SequenceEqual(CodeOnly(right)) && Keyless(left).SequenceEqual(Keyless(right));

    /// <exception cref="InvalidEnvironmentSpecException">The text is no JSON, or no spec: all that is wrong is in it.</exception>
    public EnvironmentSpec Parse(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Lenient);
        }
        catch (JsonException exception)
        {
            throw new InvalidEnvironmentSpecException(
                "?",
                [new SpecificationFault($"line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}", "The text is no JSON.", exception.Message)]);
        }

        using (document)
        {
            try
            {
                return Read(document.RootElement, new JsonReading());
            }
            catch (InvalidOperationException exception)
            {
                // A text is decoded when it is read.
                throw new InvalidEnvironmentSpecException("?", [new SpecificationFault("", "A text in it is no Unicode: half of a pair of surrogates stands alone.", exception.Message)]);
            }
        }
    }

    /// <exception cref="InvalidEnvironmentSpecException">It is no spec: all that is wrong is in it.</exception>
    public EnvironmentSpec Read(JsonElement json, JsonReading reading)
    {
        EnvironmentSpec spec = new("", "");
        if (json.ValueKind == JsonValueKind.Object)
        {
            IEnumerable<JsonProperty> members = json.EnumerateObject().Where(member => member.Name != SchemaMember);
            spec = Codec.ReadMembers(spec, members, path: "", reading);
        }
        else
        {
            reading.Faults.Add("", $"{json.ValueKind} is no environment.", Codec.Form);
        }

        IReadOnlyList<SpecificationFault> faults = reading.Faults.Faults;
        return faults.Count == 0 ? spec : throw new InvalidEnvironmentSpecException(spec.Name, [.. faults, .. FurtherFaults(spec, faults)]);
    }

    // Who corrects what could not be read would else meet the rest one run later. What follows from an unread member is not told: it may be right.
    private static IEnumerable<SpecificationFault> FurtherFaults(EnvironmentSpec spec, IReadOnlyList<SpecificationFault> unread) => spec.Validate().Where(fault =>
        !fault.Path.StartsWith("components", StringComparison.Ordinal)
        && !fault.Problem.StartsWith("There is no", StringComparison.Ordinal)
        && !unread.Any(other => other.Path.StartsWith(fault.Path, StringComparison.Ordinal) || fault.Path.StartsWith(other.Path, StringComparison.Ordinal)));

    private static IEnumerable<CodeSource> Keyless(EnvironmentSpec spec) =>
        spec.Databases.SelectMany(database => database.Data?.Sources ?? []).OfType<CodeSource>().Where(source => source.Key is null);

    private IEnumerable<ComponentSpec> CodeOnly(EnvironmentSpec spec) =>
        spec.Components.Where(component => component is not OpaqueComponentSpec && _components.TypeInfoOf(component) is null);
}
