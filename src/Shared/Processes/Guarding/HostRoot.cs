using System.Buffers;

namespace Lumina.Environments.Processes;

/// <summary>The names inside and of a host's private root directory.</summary>
internal static class HostRoot
{
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    public const string DirectoryPrefix = "lumina-";

    public const string TableName = "table";

    public const string LockName = "lock";

    public static string DirectoryName(string token) => DirectoryPrefix + token;

    public static string Table(string root) => Path.Combine(root, TableName);

    public static string Lock(string root) => Path.Combine(root, LockName);

    /// <summary>The token of a root directory; null if the name is none of ours.</summary>
    public static string? Token(string root)
    {
        ReadOnlySpan<char> name = Path.GetFileName(Path.TrimEndingDirectorySeparator(root.AsSpan()));
        return name.StartsWith(DirectoryPrefix, StringComparison.Ordinal) && IsToken(name[DirectoryPrefix.Length..])
            ? name[DirectoryPrefix.Length..].ToString()
            : null;
    }

    public static bool IsToken(ReadOnlySpan<char> token)
        => token.Length is >= 8 and <= 32 && !token.ContainsAnyExcept(TokenCharacters);
}
