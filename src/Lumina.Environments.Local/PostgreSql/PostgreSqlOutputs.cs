using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>What others need to know of a PostgreSQL database.</summary>
internal static class PostgreSqlOutputs
{
    public static ComponentOutputs For(ComponentContext context, int serverPort, string version, string adminConnectionString) =>
        DatabaseOutputs.For(
            context, "postgresql", static (port, name, password) => $"Host={LocalDatabases.Address};Port={port};Database={name};Username={name};Password={password}", serverPort, version, adminConnectionString);
}
