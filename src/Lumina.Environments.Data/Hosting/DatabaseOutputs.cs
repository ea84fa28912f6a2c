using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>What others need to know of a database.</summary>
internal static class DatabaseOutputs
{
    private const string RedisUser = "default";
    private const string RedisDatabase = "0";

    /// <summary>What a reset of a database comes to that has data: whoever has put the data in resets it.</summary>
    public static ResetResult LeftToItsData { get; } = new(ResetWay.Difference, KeptSessions: true) { Reason = "nothing was done to the database itself: what is in it is reset as its data" };

    /// <summary>Those of a PostgreSQL database that has a role of its own, by the same name.</summary>
    /// <param name="context">The component.</param>
    /// <param name="addresses">Where its server is reached.</param>
    /// <param name="version">The server's version.</param>
    /// <param name="adminConnectionString">How an administrator connects, from this machine.</param>
    public static ComponentOutputs PostgreSql(ComponentContext context, IReadOnlyList<ServerAddress> addresses, string version, string adminConnectionString)
    {
        string name = context.ExternalName;
        string password = Password(context);
        return addresses
            .Aggregate(ComponentOutputs.Empty, (outputs, at) => At(outputs, at, $"Host={at.Host};Port={Text(at.Port)};Database={name};Username={name};Password={password}", "postgresql", name, name, password))
            .With(OutputNames.Version, version, From(addresses))
            .With(OutputNames.AdminConnectionString, new Secret(adminConnectionString), Vantage.Host);
    }

    /// <summary>Those of a MySQL database that has a user of its own, by the same name.</summary>
    /// <inheritdoc cref="PostgreSql"/>
    public static ComponentOutputs MySql(ComponentContext context, IReadOnlyList<ServerAddress> addresses, string version, string adminConnectionString)
    {
        string name = context.ExternalName;
        string password = Password(context);
        return addresses
            .Aggregate(ComponentOutputs.Empty, (outputs, at) => At(outputs, at, $"Server={at.Host};Port={Text(at.Port)};Database={name};User ID={name};Password={password}", "mysql", name, name, password))
            .With(OutputNames.Version, version, From(addresses))
            .With(OutputNames.AdminConnectionString, new Secret(adminConnectionString), Vantage.Host);
    }

    /// <summary>Those of a Redis server that is one database's own.</summary>
    public static ComponentOutputs Redis(IReadOnlyList<ServerAddress> addresses, string password, string version) => addresses
        .Aggregate(ComponentOutputs.Empty, (outputs, at) => At(outputs, at, RedisConnectionString(at, password), "redis", RedisDatabase, RedisUser, password, urlUser: ""))
        .With(OutputNames.Version, version, From(addresses));

    public static string RedisConnectionString(ServerAddress at, string password) => $"{at.Host}:{Text(at.Port)},password={password}";

    /// <summary>The password that the core has made for a database.</summary>
    /// <exception cref="ProviderException">It has none.</exception>
    public static string Password(ComponentContext context) =>
        context.Credentials.TryGetValue(DatabaseSpec.PasswordCredential, out Secret? secret)
            ? secret.Reveal()
            : throw new ProviderException($"{context.Component} has no credential '{DatabaseSpec.PasswordCredential}'.");

    /// <summary>The password of the administrator of a component's own server: who has the component's credential finds it, whichever process it is.</summary>
    public static string AdministratorPassword(string password, string externalName) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes($"administrator of {externalName}")));

    /// <summary>These outputs and those that hold from one place.</summary>
    public static ComponentOutputs At(ComponentOutputs outputs, ServerAddress at, string connectionString, string scheme, string database, string user, string password, string? urlUser = null) => outputs
        .With(OutputNames.ConnectionString, new Secret(connectionString), at.From)
        .With(OutputNames.Url, new Secret($"{scheme}://{urlUser ?? user}:{password}@{at.Host}:{Text(at.Port)}/{database}"), at.From)
        .With(OutputNames.Host, at.Host, at.From)
        .With(OutputNames.Port, Text(at.Port), at.From)
        .With(OutputNames.DatabaseName, database, at.From)
        .With(OutputNames.Username, user, at.From)
        .With(OutputNames.Password, new Secret(password), at.From);

    /// <summary>From wherever one of the addresses is reached.</summary>
    private static Vantage From(IReadOnlyList<ServerAddress> addresses) => addresses.Aggregate(default(Vantage), (all, at) => all | at.From);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
