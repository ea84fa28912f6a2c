using System.Net.Sockets;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>The engine's own check of a PostgreSQL database: a connection of its own and <c>SELECT 1</c>.</summary>
public sealed class PostgreSqlHealthChecker : IHealthChecker
{
    /// <inheritdoc />
    public bool CanCheck(HealthCheckContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Check.Type == HealthCheckType.Engine && context.Spec is DatabaseSpec database && database.Type == DatabaseType.PostgreSql;
    }

    /// <inheritdoc />
    public async ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Outputs.Find(OutputNames.ConnectionString) is not { } connectionString)
        {
            return new HealthProbeResult(HealthOutcome.Fail, "The database gives no connection string.");
        }

        bool isOthers = context.Spec is DatabaseSpec { Existing: not null };
        try
        {
            NpgsqlDataSource source = PostgreSqlSession.Source(connectionString.Reveal(), settings => settings.Pooling = false);
            await using (source.ConfigureAwait(false))
            {
                using NpgsqlCommand command = source.CreateCommand("SELECT 1");
                await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
                return new HealthProbeResult(HealthOutcome.Pass, "It answers queries.");
            }
        }
        catch (NpgsqlException exception)
        {
            return new HealthProbeResult(HealthOutcome.Fail, PostgreSqlErrors.Words(exception)) { IsFinal = isOthers && PostgreSqlErrors.IsFinal(exception) };
        }
        catch (SocketException exception)
        {
            return new HealthProbeResult(HealthOutcome.Fail, exception.Message) { IsFinal = isOthers && HostName.IsUnknown(exception) };
        }
        catch (ArgumentException)
        {
            // Its words may quote a part of the password.
            return new HealthProbeResult(HealthOutcome.Fail, "The connection string is none that Npgsql understands.") { IsFinal = isOthers };
        }
    }
}
