using System.Text;

namespace Lumina.Environments.Kubernetes;

/// <summary>What of a user's text a cluster can't bear, and how the rest is written so that it means only itself.</summary>
internal static class KubernetesText
{
    /// <summary>The most that a ConfigMap or a Secret holds.</summary>
    public const int MaximumBytes = 1_048_576;

    /// <summary>The most that all annotations of an object hold, with their keys.</summary>
    public const int AnnotationBytes = 262_144;

    private const int NameLength = 253;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with a text, as the rest of a sentence; null for nothing. JSON would change a lone surrogate in silence, and no program can be given a NUL.</summary>
    public static string? FindProblem(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return "has a NUL character in it, which no program can be given";
        }

        return HasLoneSurrogate(text) ? LoneSurrogate : null;
    }

    /// <summary>What is wrong with a text that is put into a file, in which a NUL means nothing special; null for nothing.</summary>
    public static string? FindFileProblem(string text) => HasLoneSurrogate(text) ? LoneSurrogate : null;

    /// <summary>Whether every version takes a name of an environment variable; what it doesn't take of a ConfigMap or a Secret, an older kubelet leaves out in silence.</summary>
    public static bool IsVariableName(string name) =>
        name.Length is > 0 and <= NameLength && !char.IsAsciiDigit(name[0]) && name != "." && !name.StartsWith("..", StringComparison.Ordinal)
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');

    /// <summary>A word of a command, in which <c>$(NAME)</c> would else become a variable's value.</summary>
    public static string Literal(string word) => word.Replace("$", "$$", StringComparison.Ordinal);

    public static long CountBytes(IEnumerable<KeyValuePair<string, string>> entries) =>
        entries.Sum(entry => (long)Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value));

    private const string LoneSurrogate = "has half of a surrogate pair in it, which is no character";

    private static bool HasLoneSurrogate(string text)
    {
        try
        {
            _ = Strict.GetByteCount(text);
            return false;
        }
        catch (EncoderFallbackException)
        {
            return true;
        }
    }
}
