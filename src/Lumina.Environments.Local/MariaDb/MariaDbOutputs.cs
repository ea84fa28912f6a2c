using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>What others need to know of a MariaDB database.</summary>
internal static class MariaDbOutputs
{
    public static ComponentOutputs For(ComponentContext context, int serverPort, string version, string adminConnectionString) =>
        DatabaseOutputs.For(
            context, "mysql", static (port, name, password) => $"Server={LocalDatabases.Address};Port={port};Database={name};User ID={name};Password={password}", serverPort, version, adminConnectionString);
}
