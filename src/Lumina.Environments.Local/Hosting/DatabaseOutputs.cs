using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>What others need to know of a database that has a user of its own, by the same name.</summary>
internal static class DatabaseOutputs
{
    /// <param name="context">The component.</param>
    /// <param name="scheme">What the database's address begins with.</param>
    /// <param name="connectionString">How its driver wants to be told of port, name and password.</param>
    /// <param name="serverPort">The server's port.</param>
    /// <param name="version">The server's version.</param>
    /// <param name="adminConnectionString">How an administrator connects, from this machine.</param>
    public static ComponentOutputs For(
        ComponentContext context, string scheme, Func<string, string, string, string> connectionString, int serverPort, string version, string adminConnectionString)
    {
        string name = context.ExternalName;
        string port = serverPort.ToString(CultureInfo.InvariantCulture);
        string password = context.Credentials[DatabaseSpec.PasswordCredential].Reveal();
        return ComponentOutputs.Empty
            .With(OutputNames.ConnectionString, new Secret(connectionString(port, name, password)), Vantage.Host)
            .With(OutputNames.Url, new Secret($"{scheme}://{name}:{password}@{LocalDatabases.Address}:{port}/{name}"), Vantage.Host)
            .With(OutputNames.Host, LocalDatabases.Address, Vantage.Host)
            .With(OutputNames.Port, port, Vantage.Host)
            .With(OutputNames.DatabaseName, name, Vantage.Host)
            .With(OutputNames.Username, name, Vantage.Host)
            .With(OutputNames.Password, new Secret(password), Vantage.Host)
            .With(OutputNames.Version, version, Vantage.Host)
            .With(OutputNames.AdminConnectionString, new Secret(adminConnectionString), Vantage.Host);
    }
}
