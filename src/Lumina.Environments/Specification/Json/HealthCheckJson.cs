namespace Lumina.Environments;

/// <summary>Health checks as JSON.</summary>
internal static class HealthCheckJson
{
    public static readonly JsonObject<HealthCheckSpec> Codec = new JsonObject<HealthCheckSpec>("a health check", () => new HealthCheckSpec(default(HealthCheckType)))
        .Required("type", Codecs.Name(name => new HealthCheckType(name), type => type.Name), check => check.Type, (check, value) => check with { Type = value })
        .Optional("endpoint", Codecs.Text, check => check.Endpoint, (check, value) => check with { Endpoint = value })
        .Optional("path", Codecs.Text, check => check.Path, (check, value) => check with { Path = value })
        .Optional("commandLine", Codecs.Texts, check => check.CommandLine, (check, value) => check with { CommandLine = value })
        .Optional("line", Codecs.Text, check => check.Line, (check, value) => check with { Line = value })
        .Optional("interval", Codecs.Duration, check => check.Interval, (check, value) => check with { Interval = value })
        .Optional("timeout", Codecs.Duration, check => check.Timeout, (check, value) => check with { Timeout = value })
        .Optional("startupTimeout", Codecs.Duration, check => check.StartupTimeout, (check, value) => check with { StartupTimeout = value })
        .Optional("healthyThreshold", Codecs.Integer, check => check.HealthyThreshold, (check, value) => check with { HealthyThreshold = value })
        .Optional("unhealthyThreshold", Codecs.Integer, check => check.UnhealthyThreshold, (check, value) => check with { UnhealthyThreshold = value })
        .Optional("required", Codecs.Boolean, check => check.Required, (check, value) => check with { Required = value });
}
