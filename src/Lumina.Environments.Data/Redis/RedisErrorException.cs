namespace Lumina.Environments.Data;

/// <summary>What a server answered instead of doing what it was asked.</summary>
/// <param name="words">Its words, which begin with a code.</param>
internal sealed class RedisErrorException(string words) : IOException(words)
{
    private static readonly string[] Passing = ["LOADING ", "BUSY ", "TRYAGAIN ", "MASTERDOWN "];
    private static readonly string[] Unknown = ["WRONGPASS ", "NOAUTH "];

    /// <summary>Whether it may answer otherwise soon.</summary>
    public bool IsTransient => Array.Exists(Passing, code => Message.StartsWith(code, StringComparison.Ordinal));

    /// <summary>Whether it takes the password for a wrong one.</summary>
    public bool IsPassword => Array.Exists(Unknown, code => Message.StartsWith(code, StringComparison.Ordinal));
}
