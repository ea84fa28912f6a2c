namespace Lumina.Environments.Images;

/// <summary>The parts of an image's name, such as <c>registry.example.com/team/postgres:16@sha256:…</c>.</summary>
/// <param name="Repository">All before tag and digest.</param>
/// <param name="Tag">The tag; null for none.</param>
/// <param name="Digest">The digest; null for none.</param>
internal sealed record ImageName(string Repository, string? Tag, string? Digest)
{
    public static ImageName Parse(string text)
    {
        string[] parts = text.Split('@', 2);
        int colon = parts[0].LastIndexOf(':');
        bool hasTag = colon > parts[0].LastIndexOf('/');
        return new ImageName(hasTag ? parts[0][..colon] : parts[0], hasTag ? parts[0][(colon + 1)..] : null, parts.Length > 1 ? parts[1] : null);
    }

    /// <summary>Whether it says which version it is, so that none can be chosen.</summary>
    public bool IsExact => Tag is not null || Digest is not null;

    /// <summary>Whether its tag is that of a version as far as both tell; null where the tag tells no version.</summary>
    public bool? Is(string version)
    {
        string[] tagged = Numbers(Tag ?? "");
        string[] wanted = Numbers(version);
        return tagged.Length == 0 || wanted.Length == 0 ? null : tagged.Zip(wanted).All(pair => pair.First == pair.Second);
    }

    public override string ToString() => $"{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";

    /// <summary>The numbers with which a text begins: 16 and 4 of <c>16.4-alpine</c>.</summary>
    private static string[] Numbers(string text) => new string([.. text.TakeWhile(character => char.IsAsciiDigit(character) || character == '.')]).Split('.', StringSplitOptions.RemoveEmptyEntries);
}
