using System.Net.Sockets;

namespace Lumina.Environments;

/// <summary>A connection to a port, closed at once.</summary>
internal sealed class TcpHealthChecker : IHealthChecker
{
    public bool CanCheck(HealthCheckContext context) => context.Check.Type == HealthCheckType.Tcp;

    public string Describe(HealthCheckContext context) => HealthEndpoint.Tcp(context) is { } target ? $"TCP {target.Host}:{target.Port}" : "TCP";

    public async ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (HealthEndpoint.Tcp(context) is not var (host, port))
        {
            return HealthProbeResult.Fail(HealthEndpoint.Missing(context));
        }

        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            return HealthProbeResult.Pass($"accepted a connection on TCP {host}:{port}");
        }
        catch (SocketException exception)
        {
            return HealthProbeResult.Fail($"{ConnectionError.Describe(exception)} on TCP {host}:{port}");
        }
    }
}
