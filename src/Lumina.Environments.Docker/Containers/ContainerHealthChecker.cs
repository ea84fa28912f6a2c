using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Lumina.Environments.Docker;

/// <summary>Checks containers in the ways that only the engine knows: by a command inside, by the check that the image brings along; and by TCP, of which a published port tells less than it seems to.</summary>
internal sealed class ContainerHealthChecker(DockerEngine engine, EngineContainers containers, TimeProvider timeProvider) : IHealthChecker
{
    private const int OutputBytes = 2048;

    /// <summary>The engine accepts every connection to a published port, and ends it where nothing listens in the container: so long it may take, and on a busy machine longer, so that a second connection gets more.</summary>
    private static readonly TimeSpan[] ClosingTimes = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200)];

    /// <summary>The last run of a command in a container, by both, as long as it may not have ended: the engine ends none whose caller has gone.</summary>
    private readonly ConcurrentDictionary<string, string> _runs = new(StringComparer.Ordinal);

    public bool CanCheck(HealthCheckContext context) =>
        NameOf(context) is not null && context.Spec is ServiceSpec
        && (context.Check.Type == HealthCheckType.Command || context.Check.Type == HealthCheckType.Platform || context.Check.Type == HealthCheckType.Tcp);

    public string Describe(HealthCheckContext context) => context.Check.Type switch
    {
        _ when context.Check.Type == HealthCheckType.Command => $"'{string.Join(' ', context.Check.CommandLine)}' in the container",
        _ when context.Check.Type == HealthCheckType.Platform => "a look at the container's own health check",
        _ => $"a connection to {EndpointOf(context)}",
    };

    public async ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (context.Check.Type == HealthCheckType.Tcp)
        {
            return await ConnectAsync(context, cancellationToken).ConfigureAwait(false);
        }

        // A service is as healthy as the worst of its containers.
        string first = NameOf(context)!;
        HealthProbeResult worst = HealthProbeResult.Pass("");
        for (int replica = 1; replica <= ((ServiceSpec)context.Spec).Replicas && worst.Outcome == HealthOutcome.Pass; replica++)
        {
            string name = ContainerLookup.NameOf(first, replica);
            worst = context.Check.Type == HealthCheckType.Command
                ? await RunAsync(name, context.Check.CommandLine, Describe(context), cancellationToken).ConfigureAwait(false)
                : await LookAsync(name, cancellationToken).ConfigureAwait(false);
        }

        return worst;
    }

    private static string? NameOf(HealthCheckContext context) => context.Outputs.Find(ContainerComponents.ContainerOutput)?.Value;

    private async Task<HealthProbeResult> LookAsync(string name, CancellationToken cancellationToken) =>
        await containers.FindAsync(name, cancellationToken).ConfigureAwait(false) switch
        {
            null => HealthProbeResult.Fail($"the container '{name}' is not there"),
            { IsRunning: false } down => HealthProbeResult.Fail($"the container '{name}' does not run: {down.Detail}"),
            { Health: null } => HealthProbeResult.Pass("the container runs; its image has no health check"),
            { Health: "healthy" } => HealthProbeResult.Pass("the image's own health check passes"),

            // The engine makes its first probe only after an interval, half a minute unless the image says otherwise.
            { Health: "starting", HealthCommand: { Count: > 0 } command } => await RunAsync(name, command, "the image's own health check", cancellationToken).ConfigureAwait(false),
            { } found => HealthProbeResult.Fail($"the image's own health check says {found.Health}{(found.LastProbe.Length == 0 ? "" : $": {found.LastProbe}")}"),
        };

    private Task<HealthProbeResult> RunAsync(string name, IReadOnlyList<string> commandLine, string what, CancellationToken cancellationToken) => engine.RunAsync(
        $"Running a health check in the container '{name}'",
        async client =>
        {
            string key = string.Join('\0', [name, .. commandLine]);
            if (_runs.TryGetValue(key, out string? last) && await IsRunningAsync(client, last, cancellationToken).ConfigureAwait(false))
            {
                return HealthProbeResult.Fail($"{what} was begun before and has not ended yet");
            }

            ContainerExecCreateParameters command = new() { Cmd = [.. commandLine], AttachStdout = true, AttachStderr = true };
            ContainerExecCreateResponse created = await client.Exec.CreateContainerExecAsync(name, command, cancellationToken).ConfigureAwait(false);
            _runs[key] = created.ID;
            MultiplexedStream stream = await client.Exec.StartContainerExecAsync(created.ID, new ContainerExecStartParameters(), cancellationToken).ConfigureAwait(false);
            using (stream)
            {
                string output = await ReadAsync(stream, cancellationToken).ConfigureAwait(false);
                _runs.TryRemove(key, out _);
                ContainerExecInspectResponse ended = await client.Exec.InspectContainerExecAsync(created.ID, cancellationToken).ConfigureAwait(false);
                return ended.ExitCode == 0
                    ? HealthProbeResult.Pass($"{what} passes")
                    : HealthProbeResult.Fail(FormattableString.Invariant($"{what} ended with exit code {ended.ExitCode}{(output.Length == 0 ? "" : $": {output}")}"));
            }
        },
        cancellationToken);

    private static async Task<bool> IsRunningAsync(DockerClient client, string run, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.Exec.InspectContainerExecAsync(run, cancellationToken).ConfigureAwait(false)).Running;
        }
        catch (DockerApiException exception) when (exception.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>The beginning of what the command writes; the rest is read and dropped, since the command would wait for it.</summary>
    private static async Task<string> ReadAsync(MultiplexedStream stream, CancellationToken cancellationToken)
    {
        byte[] kept = new byte[OutputBytes];
        byte[] dropped = new byte[OutputBytes];
        int count = 0;
        while (true)
        {
            byte[] buffer = count < kept.Length ? kept : dropped;
            int offset = count < kept.Length ? count : 0;
            MultiplexedStream.ReadResult read = await stream.ReadOutputAsync(buffer, offset, buffer.Length - offset, cancellationToken).ConfigureAwait(false);
            if (read.EOF)
            {
                return Encoding.UTF8.GetString(kept, 0, count).Trim();
            }

            count += buffer == kept ? read.Count : 0;
        }
    }

    private async Task<HealthProbeResult> ConnectAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (EndpointOf(context) is not { } address)
        {
            return HealthProbeResult.Fail("it has no such endpoint that is reachable from here");
        }

        string target = FormattableString.Invariant($"TCP {address.IdnHost}:{address.Port}");
        try
        {
            foreach (TimeSpan closingTime in ClosingTimes)
            {
                using TcpClient client = new();
                await client.ConnectAsync(address.IdnHost, address.Port, cancellationToken).ConfigureAwait(false);
                if (await IsClosedAsync(client, closingTime, cancellationToken).ConfigureAwait(false))
                {
                    return HealthProbeResult.Fail($"nothing listens behind {target}: the connection was ended at once");
                }
            }

            return HealthProbeResult.Pass($"accepted a connection on {target}");
        }
        catch (SocketException exception)
        {
            return HealthProbeResult.Fail($"{exception.Message} on {target}");
        }
    }

    private async Task<bool> IsClosedAsync(TcpClient client, TimeSpan closingTime, CancellationToken cancellationToken)
    {
        using CancellationTokenSource reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<int> read = client.GetStream().ReadAsync(new byte[1], reading.Token).AsTask();
        try
        {
            return await read.WaitAsync(closingTime, timeProvider, cancellationToken).ConfigureAwait(false) == 0;
        }
        catch (TimeoutException)
        {
            await reading.CancelAsync().ConfigureAwait(false);
            await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static Uri? EndpointOf(HealthCheckContext context)
    {
        string? name = context.Check.Endpoint ?? (context.Spec is ServiceSpec { Endpoints: [EndpointSpec first, ..] } ? first.Name : null);
        return name is not null && context.Outputs.Find(name) is { } output && Uri.TryCreate(output.Reveal(), UriKind.Absolute, out Uri? address) ? address : null;
    }
}
