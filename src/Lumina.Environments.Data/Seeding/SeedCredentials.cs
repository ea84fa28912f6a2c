using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Data is put in as the database's own role, which may change its own password: then nobody could connect any more.</summary>
internal static class SeedCredentials
{
    /// <exception cref="ProviderException">The credentials no longer work.</exception>
    public static async Task RequireAsync(string connectionString, SeedPlan plan, CancellationToken cancellationToken)
    {
        NpgsqlDataSource source = PostgreSqlSession.Source(connectionString, settings => settings.Pooling = false);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await connection.DisposeAsync().ConfigureAwait(false);
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
            {
                throw new ProviderException(
                    $"The database's own credentials no longer work after its data was put in ({plan.Describe()}): one of them changes the password or the rights of the role that runs it. Take that statement out.",
                    exception);
            }
        }
    }
}
