using System.Data.Common;
using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>A database as its users are told of it.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="Port">The port.</param>
/// <param name="Database">The database's name on its server.</param>
/// <param name="Username">The user's name.</param>
/// <param name="Password">The password.</param>
/// <param name="Version">The server's version.</param>
/// <param name="From">From where it can be reached.</param>
internal sealed record DatabaseAddress(string Host, int Port, string Database, string Username, string Password, string Version, Vantage From)
{
    /// <summary>With the form that Npgsql reads.</summary>
    public ComponentOutputs PostgreSql() => Outputs(
        KeysAndValues(("Host", Host), ("Port", Text(Port)), ("Database", Database), ("Username", Username), ("Password", Password), ("SSL Mode", "Require")),
        $"postgresql://{Credentials}@{Host}:{Text(Port)}/{Escape(Database)}?sslmode=require");

    /// <summary>With the form that MySqlConnector reads.</summary>
    public ComponentOutputs MySql() => Outputs(
        KeysAndValues(("Server", Host), ("Port", Text(Port)), ("Database", Database), ("User ID", Username), ("Password", Password), ("SSL Mode", "Required")),
        $"mysql://{Credentials}@{Host}:{Text(Port)}/{Escape(Database)}?ssl-mode=REQUIRED");

    /// <summary>With the form that StackExchange.Redis reads. It knows no quoting: a password with a comma can't be written in it.</summary>
    public ComponentOutputs Redis() => Outputs(
        $"{Host}:{Text(Port)},password={Password},ssl=true",
        $"rediss://:{Escape(Password)}@{Host}:{Text(Port)}/{Escape(Database)}");

    /// <summary>With the URL that all drivers of MongoDB read. DocumentDB knows no retried writes.</summary>
    public ComponentOutputs MongoDb()
    {
        string url = $"mongodb://{Credentials}@{Host}:{Text(Port)}/{Escape(Database)}?authSource=admin&tls=true&replicaSet=rs0&readPreference=secondaryPreferred&retryWrites=false";
        return Outputs(url, url);
    }

    private string Credentials => $"{Escape(Username)}:{Escape(Password)}";

    private ComponentOutputs Outputs(string connectionString, string url) => ComponentOutputs.Empty
        .With(OutputNames.ConnectionString, new Secret(connectionString), From)
        .With(OutputNames.Url, new Secret(url), From)
        .With(OutputNames.Host, Host, From)
        .With(OutputNames.Port, Text(Port), From)
        .With(OutputNames.DatabaseName, Database, From)
        .With(OutputNames.Username, Username, From)
        .With(OutputNames.Password, new Secret(Password), From)
        .With(OutputNames.Version, Version, From);

    private static string KeysAndValues(params IEnumerable<(string Key, string Value)> pairs)
    {
        System.Text.StringBuilder text = new();
        foreach ((string key, string value) in pairs)
        {
            DbConnectionStringBuilder.AppendKeyValuePair(text, key, value);
        }

        return text.ToString();
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
