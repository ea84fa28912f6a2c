using System.Data.Common;

namespace Lumina.Environments;

/// <summary>Finds the password within a connection string: a driver's words may have it without the rest.</summary>
internal static class ConnectionPassword
{
    private static readonly string[] Keys = ["password", "pwd"];

    /// <summary>Null where there is none.</summary>
    public static string? Find(string connectionString) =>
        connectionString.Contains("://", StringComparison.Ordinal) ? OfUrl(connectionString)
        : Array.Exists(Keys, key => connectionString.Contains(key, StringComparison.OrdinalIgnoreCase)) ? OfPairs(connectionString) ?? OfOptions(connectionString)
        : null;

    private static string? OfUrl(string text)
    {
        string? user = Uri.TryCreate(text, UriKind.Absolute, out Uri? url) ? url.UserInfo : null;
        int colon = user?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon < 0 ? null : Uri.UnescapeDataString(user![(colon + 1)..]);
    }

    private static string? OfPairs(string text)
    {
        try
        {
            DbConnectionStringBuilder pairs = new() { ConnectionString = text };
            return Keys.Select(key => pairs.TryGetValue(key, out object? value) ? value as string : null).FirstOrDefault(value => value is not null);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // As Redis' clients have it: host:port,password=…
    private static string? OfOptions(string text) =>
        (from part in text.Split(',')
         let split = part.IndexOf('=', StringComparison.Ordinal)
         where split > 0 && Keys.Contains(part[..split].Trim(), StringComparer.OrdinalIgnoreCase)
         select part[(split + 1)..]).FirstOrDefault();
}
