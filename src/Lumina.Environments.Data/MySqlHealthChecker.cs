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

        bool isOthers = context.Spec is DatabaseSpec { Existing: not null };
        MySqlConnectionStringBuilder settings;
        try
        {
            settings = new MySqlConnectionStringBuilder(connectionString.Reveal()) { Pooling = false };
        }
        catch (ArgumentException)
        {
            // Its words may quote a part of the password.
            return new HealthProbeResult(HealthOutcome.Fail, "The connection string is none that MySqlConnector understands.") { IsFinal = isOthers };
        }

        MySqlConnection connection = new(settings.ConnectionString);
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
                bool isUnknown = isOthers && exception.ErrorCode == MySqlErrorCode.UnableToConnectToHost && await HostName.IsUnknownAsync(settings.Server, cancellationToken).ConfigureAwait(false);
                return new HealthProbeResult(HealthOutcome.Fail, isUnknown ? $"Nobody knows the host '{settings.Server}'." : MySqlErrors.Words(exception)) { IsFinal = isUnknown || (isOthers && MySqlErrors.IsFinal(exception)) };
            }
        }
    }
}
