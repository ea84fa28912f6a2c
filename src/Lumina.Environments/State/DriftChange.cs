namespace Lumina.Environments;

/// <summary>One value that is not as it was made.</summary>
/// <param name="Path">Where it is in the thing, in the platform's words, such as <c>spec.replicas</c>.</param>
/// <param name="Expected">What it was made as; null for nothing. A secret is <see cref="Secret"/>.</param>
/// <param name="Actual">What it is now; null for nothing. A secret is <see cref="Secret"/>.</param>
public sealed record DriftChange(string Path, string? Expected, string? Actual)
{
    /// <summary>What stands in place of a secret value.</summary>
    public const string Secret = "(secret)";

    /// <inheritdoc />
    public override string ToString() => $"{Path}: {Expected ?? "nothing"} -> {Actual ?? "nothing"}";
}
