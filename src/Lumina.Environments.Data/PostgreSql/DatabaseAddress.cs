using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Where a server is, as a connection string to one of its databases tells.</summary>
internal sealed class DatabaseAddress(string connectionString)
{
    /// <summary>How a role connects to another database there.</summary>
    public string Of(string database, string role, string password) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Database = database, Username = role, Password = password }.ConnectionString;
}
