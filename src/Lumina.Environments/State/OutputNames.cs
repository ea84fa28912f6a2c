namespace Lumina.Environments;

/// <summary>The well-known names of outputs. An endpoint's address goes by the endpoint's own name, such as <c>http</c>.</summary>
public static class OutputNames
{
    /// <summary>How a client connects: a secret.</summary>
    public const string ConnectionString = "connectionString";

    /// <summary>A URL with everything in it, credentials too, as many drivers outside .NET take it: a secret.</summary>
    public const string Url = "url";

    /// <summary>The host's name or address.</summary>
    public const string Host = "host";

    /// <summary>The port's number.</summary>
    public const string Port = "port";

    /// <summary>The database's name on its server.</summary>
    public const string DatabaseName = "databaseName";

    /// <summary>The user's name.</summary>
    public const string Username = "username";

    /// <summary>The password: a secret.</summary>
    public const string Password = "password";

    /// <summary>How an administrator connects to the server, for providers that work inside it: a secret.</summary>
    public const string AdminConnectionString = "adminConnectionString";

    /// <summary>The server's version.</summary>
    public const string Version = "version";
}
