using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>What others need to know of a database.</summary>
internal static class MariaDbOutputs
{
    public static ComponentOutputs For(ComponentContext context, int serverPort, string version, string adminConnectionString)
    {
        string name = context.ExternalName;
        string port = serverPort.ToString(CultureInfo.InvariantCulture);
        string password = context.Credentials[DatabaseSpec.PasswordCredential].Reveal();
        return ComponentOutputs.Empty
            .With(OutputNames.ConnectionString, new Secret($"Server={LocalDatabases.Address};Port={port};Database={name};User ID={name};Password={password}"))
            .With(OutputNames.Url, new Secret($"mysql://{name}:{password}@{LocalDatabases.Address}:{port}/{name}"))
            .With(OutputNames.Host, LocalDatabases.Address)
            .With(OutputNames.Port, port)
            .With(OutputNames.DatabaseName, name)
            .With(OutputNames.Username, name)
            .With(OutputNames.Password, new Secret(password))
            .With(OutputNames.Version, version)
            .With(OutputNames.AdminConnectionString, new Secret(adminConnectionString), Vantage.Host);
    }
}
