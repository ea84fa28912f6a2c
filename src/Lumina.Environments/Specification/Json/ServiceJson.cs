namespace Lumina.Environments;

/// <summary>Services as JSON.</summary>
internal static class ServiceJson
{
    private static readonly JsonObject<EndpointSpec> Endpoint = new JsonObject<EndpointSpec>("an endpoint", () => new EndpointSpec("", default))
        .Required("name", Codecs.Text, endpoint => endpoint.Name, (endpoint, value) => endpoint with { Name = value })
        .Required("protocol", Codecs.Enum<EndpointProtocol>(), endpoint => endpoint.Protocol, (endpoint, value) => endpoint with { Protocol = value })
        .OptionalValue("port", Codecs.Integer, endpoint => endpoint.Port, (endpoint, value) => endpoint with { Port = value })
        .Optional("secured", Codecs.Boolean, endpoint => endpoint.Secured, (endpoint, value) => endpoint with { Secured = value });

    private static readonly JsonCodec<ServiceRun> Run = new ParsedCodec<ServiceRun>(ServiceRun.TryParse, run => run.ToString(), "It is always, once, or a cron expression of five fields, such as */15 * * * *.");

    public static readonly JsonObject<ServiceSpec> Codec = new JsonObject<ServiceSpec>("a service", () => new ServiceSpec(""))
        .WithName()
        .Optional("type", Codecs.Name(name => new ServiceType(name), type => type.Name), spec => spec.Type, (spec, value) => spec with { Type = value })
        .Optional("version", Codecs.Text, spec => spec.Version, (spec, value) => spec with { Version = value })
        .Required("sources", Codecs.List(new ServiceSourceCodec()), spec => spec.Sources, (spec, value) => spec with { Sources = value })
        .Optional("run", Run, spec => spec.Run, (spec, value) => spec with { Run = value })
        .Optional("replicas", Codecs.Integer, spec => spec.Replicas, (spec, value) => spec with { Replicas = value })
        .Optional("endpoints", Codecs.List(Endpoint), spec => spec.Endpoints, (spec, value) => spec with { Endpoints = value })
        .Optional("settings", new MapCodec<SettingValue>(new SettingValueCodec()), spec => Settings(spec), (spec, value) => spec with { Settings = new Dictionary<string, SettingValue>(value, StringComparer.Ordinal) })
        .Optional("outputs", Codecs.TextMap, spec => new Dictionary<string, string>(spec.Outputs, StringComparer.Ordinal), (spec, value) => spec with { Outputs = new Dictionary<string, string>(value, StringComparer.Ordinal) })
        .Optional("container", ContainerJson.Codec, spec => spec.Container, (spec, value) => spec with { Container = value })
        .WithComponentMembers();

    private static IReadOnlyDictionary<string, SettingValue> Settings(ServiceSpec spec) =>
        spec.Settings as IReadOnlyDictionary<string, SettingValue> ?? new Dictionary<string, SettingValue>(spec.Settings, StringComparer.Ordinal);
}
