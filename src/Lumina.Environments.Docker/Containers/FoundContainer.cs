using System.Globalization;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>A container as the engine shows it.</summary>
internal sealed class FoundContainer(ContainerInspectResponse response)
{
    private const int SignalBase = 128;
    private const int KillSignal = 9;

    private State State { get; } = response.State ?? new State { Status = "unknown" };

    public string Id => response.ID;

    /// <summary>The image that it was made from, by the name that was asked for.</summary>
    public string Image => response.Config?.Image ?? response.Image;

    public string Name => response.Name.TrimStart('/');

    public Dictionary<string, string> Labels { get; } = new Dictionary<string, string>(response.Config?.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>The marks that it bears; null for none.</summary>
    public OwnershipMarks? Marks => OwnershipMarks.FromDictionary(Labels);

    public bool IsRunning => State is { Running: true, Paused: false, Restarting: false };

    public bool IsPaused => State.Paused;

    /// <summary>It runs once, and has done its work.</summary>
    public bool IsDone => State is { Status: "exited", ExitCode: 0 } && Labels.TryGetValue(ContainerLabels.Run, out string? run) && run == ContainerLabels.OnceRun;

    /// <summary>It was made and never started: its files may not be in it yet.</summary>
    public bool IsUnfinished => State.Status == "created";

    /// <summary>Whether the process is dead with which it ends: it is removed as soon as anybody makes something in the engine, so that nobody may count on it.</summary>
    public bool IsForsaken(IProcessInspector processes) =>
        ContainerLabels.ReadHolder(Labels) is { } holder && Marks is not { IsKept: true } && processes.IsAlive(holder) == false;

    /// <summary>It is on its way out.</summary>
    public bool IsBeingRemoved => State.Status is "removing" or "dead";

    /// <summary>When it was started last; two starts differ by it.</summary>
    public string StartedAt => State.StartedAt;

    /// <summary>When it ended last, in the first year of all where it never did.</summary>
    public string EndedAt => State.FinishedAt;

    /// <summary>What its image's own health check says: <c>starting</c>, <c>healthy</c>, <c>unhealthy</c>; null where it has none.</summary>
    public string? Health => State.Health?.Status is { Length: > 0 } status && status != "none" ? status : null;

    /// <summary>What came of the last probe of its image's own health check; empty for none.</summary>
    public string LastProbe => State.Health?.Log is { Count: > 0 } log ? string.Create(CultureInfo.InvariantCulture, $"exit code {log[^1].ExitCode} {log[^1].Output.Trim()}").Trim() : "";

    /// <summary>The command of its image's own health check; empty for none.</summary>
    public IReadOnlyList<string> HealthCommand => response.Config?.Healthcheck?.Test switch
    {
        ["CMD", ..] command => [.. command.Skip(1)],
        ["CMD-SHELL", string script] => ["/bin/sh", "-c", script],
        _ => [],
    };

    /// <summary>The names by which it is reached in a network; null where it is not in it.</summary>
    public IReadOnlyCollection<string>? AliasesIn(string network) =>
        response.NetworkSettings?.Networks is { } networks && networks.TryGetValue(network, out EndpointSettings? endpoint) ? [.. endpoint.Aliases ?? []] : null;

    /// <summary>The networks that it is in.</summary>
    public IEnumerable<string> Networks => response.NetworkSettings?.Networks?.Keys ?? [];

    /// <summary>The ports on which its image listens.</summary>
    public IEnumerable<int> ExposedPorts => (response.Config?.ExposedPorts?.Keys ?? []).Where(key => key.EndsWith("/tcp", StringComparison.Ordinal)).Select(key => int.Parse(key[..^"/tcp".Length], CultureInfo.InvariantCulture));

    /// <summary>Its state in the engine's words.</summary>
    public string Detail => State switch
    {
        { Running: true } => State.Status,
        { Status: "exited" or "dead" } => EndReason,
        _ => State.Status,
    };

    /// <summary>How it ended.</summary>
    public string EndReason => State switch
    {
        { OOMKilled: true } => $"was killed for using more memory than it may ({Limit})",
        { Error: { Length: > 0 } error } => $"could not run: {error}",

        // Whether it was its limit the engine sometimes learns after its end.
        { ExitCode: SignalBase + KillSignal } when HasLimit => $"was killed (exit code {SignalBase + KillSignal}), by somebody else or for using more memory than it may ({Limit})",
        { ExitCode: SignalBase + KillSignal } => $"was killed (exit code {SignalBase + KillSignal}), by somebody else or because the engine's machine ran out of memory",
        _ => $"exited with code {State.ExitCode.ToString(CultureInfo.InvariantCulture)}",
    };

    private bool HasLimit => response.HostConfig is { Memory: > 0 };

    private string Limit => HasLimit ? $"{response.HostConfig!.Memory / (1024 * 1024)} MiB" : "the engine's own limit";

    /// <summary>The port outside at which a port within is reached; null where it is not published, or while the container does not run.</summary>
    public int? HostPort(int port) =>
        response.NetworkSettings?.Ports is { } ports
        && ports.TryGetValue(ContainerPort.Write(port), out IList<PortBinding>? bindings)
        && bindings is { Count: > 0 }
        && int.TryParse(bindings[0].HostPort, CultureInfo.InvariantCulture, out int hostPort)
            ? hostPort
            : null;

    /// <exception cref="ProviderException">The container bears other marks than those.</exception>
    public FoundContainer RequireOwn(ComponentContext context)
    {
        if (Marks is not { } seen)
        {
            throw new ProviderException($"The container '{Name}' bears no marks of this library and is left alone. Remove or rename it, so that {context.Component} can have its name.");
        }

        return seen.Installation == context.Marks.Installation && seen.EnvironmentId == context.EnvironmentId && seen.Component == context.Component
            ? this
            : throw new ProviderException(
                $"The container '{Name}' bears the marks of {seen.Component} of environment {seen.EnvironmentId} (owner '{seen.Owner}', installation '{seen.Installation}') "
                + "and is left alone. Remove it by hand if it is nobody's.");
    }
}
