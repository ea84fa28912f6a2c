using Npgsql;

namespace Shop.Api;

/// <summary>Where the database and the cache are: connection strings as .NET has them, or URLs as most others have them.</summary>
internal static class Addresses
{
    public static string Orders(IConfiguration configuration)
    {
        if (configuration.GetConnectionString("orders") is { } connection)
        {
            return connection;
        }

        Uri url = new(Required(configuration, "DATABASE_URL", "ConnectionStrings__orders"));
        (string user, string password) = UserOf(url);
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
            Username = user,
            Password = password,
        }.ConnectionString;
    }

    public static string Cache(IConfiguration configuration)
    {
        if (configuration.GetConnectionString("cache") is { } connection)
        {
            return connection;
        }

        Uri url = new(Required(configuration, "REDIS_URL", "ConnectionStrings__cache"));
        (string user, string password) = UserOf(url);
        return $"{url.Host}:{url.Port}{(user.Length > 0 ? $",user={user}" : "")}{(password.Length > 0 ? $",password={password}" : "")}";
    }

    private static (string User, string Password) UserOf(Uri url)
    {
        string[] parts = url.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private static string Required(IConfiguration configuration, string name, string alternative) =>
        configuration[name] ?? throw new InvalidOperationException($"Set {alternative} or {name}.");
}
