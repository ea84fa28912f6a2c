using System.Net.Sockets;

namespace Lumina.Environments.Data;

/// <summary>The engine's own check of a Redis database: a connection of its own and <c>PING</c>.</summary>
public sealed class RedisHealthChecker : IHealthChecker
{
    /// <inheritdoc />
    public bool CanCheck(HealthCheckContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Check.Type == HealthCheckType.Engine && context.Spec is DatabaseSpec database && database.Type == DatabaseType.Redis;
    }

    /// <inheritdoc />
    public async ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        bool isOthers = context.Spec is DatabaseSpec { Existing: not null };
        if (context.Outputs.Find(OutputNames.ConnectionString) is not { } text || RedisAddress.Parse(text.Reveal()) is not { } address)
        {
            return new HealthProbeResult(HealthOutcome.Fail, "The database gives no connection string of the form host:port,password=….") { IsFinal = isOthers };
        }

        try
        {
            using RedisConnection connection = await RedisConnection.OpenAsync(address.Host, address.Port, address.Password, cancellationToken).ConfigureAwait(false);
            RedisReply answer = await connection.AskAsync(["PING"], cancellationToken).ConfigureAwait(false);
            return new HealthProbeResult(HealthOutcome.Pass, $"It answers {answer.Text}.");
        }
        catch (IOException exception)
        {
            return new HealthProbeResult(HealthOutcome.Fail, $"{address.Host}:{address.Port} does not answer: {exception.Message}")
            {
                IsFinal = isOthers && (exception is RedisErrorException { IsPassword: true } || (exception.InnerException is SocketException socket && HostName.IsUnknown(socket))),
            };
        }
    }
}
