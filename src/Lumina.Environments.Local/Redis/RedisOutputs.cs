using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>What others need to know of a Redis database.</summary>
internal static class RedisOutputs
{
    private const string DefaultUser = "default";
    private const string DefaultDatabase = "0";

    public static ComponentOutputs For(int serverPort, string password, string version)
    {
        string port = serverPort.ToString(CultureInfo.InvariantCulture);
        return ComponentOutputs.Empty
            .With(OutputNames.ConnectionString, new Secret(ConnectionString(serverPort, password)), Vantage.Host)
            .With(OutputNames.Url, new Secret($"redis://:{password}@{LocalDatabases.Address}:{port}/{DefaultDatabase}"), Vantage.Host)
            .With(OutputNames.Host, LocalDatabases.Address, Vantage.Host)
            .With(OutputNames.Port, port, Vantage.Host)
            .With(OutputNames.DatabaseName, DefaultDatabase, Vantage.Host)
            .With(OutputNames.Username, DefaultUser, Vantage.Host)
            .With(OutputNames.Password, new Secret(password), Vantage.Host)
            .With(OutputNames.Version, version, Vantage.Host);
    }

    public static string ConnectionString(int port, string password) => string.Create(CultureInfo.InvariantCulture, $"{LocalDatabases.Address}:{port},password={password}");

    /// <exception cref="ProviderException">It has none.</exception>
    public static string Password(ComponentContext context) =>
        context.Credentials.TryGetValue(DatabaseSpec.PasswordCredential, out Secret? secret)
            ? secret.Reveal()
            : throw new ProviderException($"{context.Component} has no credential '{DatabaseSpec.PasswordCredential}'.");
}
