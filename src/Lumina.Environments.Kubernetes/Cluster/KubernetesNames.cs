namespace Lumina.Environments.Kubernetes;

/// <summary>Judges names before they become part of a path: an empty one or <c>..</c> would reach another endpoint.</summary>
internal static class KubernetesNames
{
    private const int LabelLength = 63;
    private const int SubdomainLength = 253;

    /// <summary>Up to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.</summary>
    public static bool IsLabel(string? name) =>
        name is { Length: > 0 and <= LabelLength } && IsAlphanumeric(name[0]) && IsAlphanumeric(name[^1]) && name.All(c => IsAlphanumeric(c) || c == '-');

    /// <summary>Up to 253 characters: labels with dots between them.</summary>
    public static bool IsSubdomain(string? name) => name is { Length: > 0 and <= SubdomainLength } && name.Split('.').All(IsLabel);

    /// <summary>The name, once it is known to be one.</summary>
    /// <exception cref="ArgumentException">It is no name of an object.</exception>
    public static string Require(string? name) =>
        IsSubdomain(name) ? name! : throw new ArgumentException($"'{name}' is no name of an object: it has up to {SubdomainLength} lower-case letters, digits, hyphens and dots, with a letter or digit at both ends.", nameof(name));

    private static bool IsAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
