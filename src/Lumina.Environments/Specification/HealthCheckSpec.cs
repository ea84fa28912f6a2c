namespace Lumina.Environments;

/// <summary>How to see whether a component works: when it is made (it is ready when the check passes) and for as long as it lives.</summary>
/// <param name="Type">The way.</param>
public sealed record HealthCheckSpec(HealthCheckType Type)
{
    /// <summary>The endpoint that is asked, by its name; null for the first.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The path of an HTTP check. Default: <c>/</c>.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The program of a check by command, and its arguments. They are recorded and visible on the platform: never a secret.</summary>
    public IReadOnlyList<string> CommandLine { get; init => field = [.. value]; } = [];

    /// <summary>What a line of a check by log has in it, in exactly these letters. It is recorded: never a secret. Null for other checks.</summary>
    public string? Line { get; init; }

    /// <summary>The time between two probes while a verdict is sought, 10 ms to 1 hour. Default: 1 second; at the start of a component probes begin faster.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one probe may take, 10 ms to 10 minutes. Default: 5 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a component that was made or started may take until it is ready, 10 ms to 1 day. Default: 60 seconds.</summary>
    public TimeSpan StartupTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many probes in a row must pass for a verdict of pass, 1 to 100. Default: 1.</summary>
    public int HealthyThreshold { get; init; } = 1;

    /// <summary>How many probes in a row must fail for a verdict of fail, 1 to 100. Default: 3.</summary>
    public int UnhealthyThreshold { get; init; } = 3;

    /// <summary>Whether a failure makes the environment unhealthy whatever its score. Default: yes.</summary>
    public bool Required { get; init; } = true;

    /// <summary>A GET of the first HTTP endpoint, or of one by name.</summary>
    public static HealthCheckSpec Http(string path = "/", string? endpoint = null) => new(HealthCheckType.Http) { Path = path, Endpoint = endpoint };

    /// <summary>A connection to the first endpoint, or to one by name.</summary>
    public static HealthCheckSpec Tcp(string? endpoint = null) => new(HealthCheckType.Tcp) { Endpoint = endpoint };

    /// <summary>A program that is run inside the component, beside what runs there, and ends with exit code 0. No shell reads it: one is named where it is needed (<c>sh -c …</c>).</summary>
    public static HealthCheckSpec Command(params IReadOnlyList<string> commandLine) => new(HealthCheckType.Command) { CommandLine = commandLine };

    /// <summary>A line of the component's output that has a text in it, such as <c>ready to accept connections</c>: it is ready when each of its replicas has written one since it was started. Later it is healthy as long as it runs, since no log is kept for ever. It is looked for in what is kept of the output, which on this machine and in containers the option <c>LogBytes</c> says.</summary>
    public static HealthCheckSpec LogLine(string text) => new(HealthCheckType.Log) { Line = text };

    /// <summary>A look for the component on its platform: it is there and runs. What has no other check gets this one; asking for it waits for it, and allows to bound it.</summary>
    public static HealthCheckSpec Presence() => new(HealthCheckType.Presence);

    /// <summary>The platform's own check, such as that of a container's image. It is taken unasked where a service has no check; asking for it allows to bound it.</summary>
    public static HealthCheckSpec Platform() => new(HealthCheckType.Platform);
}
