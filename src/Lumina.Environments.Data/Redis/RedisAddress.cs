using System.Globalization;

namespace Lumina.Environments.Data;

/// <summary>Where a Redis server is, read from a connection string in StackExchange.Redis' form or from a <c>redis://</c> URL.</summary>
internal sealed record RedisAddress(string Host, int Port, string? Password)
{
    private const int DefaultPort = 6379;
    private const string PasswordKey = "password=";

    /// <summary>Null where it makes no sense.</summary>
    public static RedisAddress? Parse(string connectionString) =>
        connectionString.StartsWith("redis://", StringComparison.OrdinalIgnoreCase) ? ParseUrl(connectionString) : ParseOptions(connectionString);

    private static RedisAddress? ParseUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
        {
            return null;
        }

        int colon = url.UserInfo.IndexOf(':', StringComparison.Ordinal);
        return new RedisAddress(url.Host, url.Port > 0 ? url.Port : DefaultPort, colon >= 0 ? Uri.UnescapeDataString(url.UserInfo[(colon + 1)..]) : null);
    }

    private static RedisAddress? ParseOptions(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || parts[0].Contains('=', StringComparison.Ordinal))
        {
            return null;
        }

        int colon = parts[0].LastIndexOf(':');
        bool hasPort = int.TryParse(parts[0].AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && colon > 0;
        string? password = Array.Find(parts, part => part.StartsWith(PasswordKey, StringComparison.OrdinalIgnoreCase))?[PasswordKey.Length..];
        return new RedisAddress(hasPort ? parts[0][..colon] : parts[0], hasPort ? port : DefaultPort, password);
    }
}
