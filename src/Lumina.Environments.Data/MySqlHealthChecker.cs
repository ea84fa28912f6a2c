using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>The engine's own check of a MySQL or MariaDB database: a connection of its own and <c>SELECT 1</c>.</summary>
public sealed class MySqlHealthChecker : IHealthChecker
{
    /// <inheritdoc />
    public bool CanCheck(HealthCheckContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Check.Type == HealthCheckType.Engine && context.Spec is DatabaseSpec database && database.Type == DatabaseType.MySql;
    }

    /// <inheritdoc />
    public async ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Outputs.Find(OutputNames.ConnectionString) is not { } connectionString)
        {
            return new HealthProbeResult(HealthOutcome.Fail, "The database gives no connection string.");
        }

        MySqlConnection connection = new(new MySqlConnectionStringBuilder(connectionString.Reveal()) { Pooling = false }.ConnectionString);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                await connection.ExecuteAsync("SELECT 1", cancellationToken).ConfigureAwait(false);
                return new HealthProbeResult(HealthOutcome.Pass, "It answers queries.");
            }
            catch (MySqlException exception)
            {
                return new HealthProbeResult(HealthOutcome.Fail, MySqlErrors.Words(exception));
            }
        }
    }
}
