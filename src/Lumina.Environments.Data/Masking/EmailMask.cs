namespace Lumina.Environments.Data;

/// <summary>An address at a domain that is kept for examples and belongs to nobody.</summary>
/// <remarks>The case of an address does not matter to who it is, so that it does not matter to the replacement's letters either, only to their case.</remarks>
internal sealed class EmailMask(MaskingKey key) : IValueMask
{
    private const string Kind = "email";
    private const string Code = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int WordLength = 6;
    private const int CodeLength = 9;
    private const string ShortestDomain = "@example.com";
    private static readonly string[] Domains = [ShortestDomain, "@example.net", "@example.org"];

    /// <summary>A shorter column cannot hold an address with enough before the @ to tell people apart.</summary>
    public const int ShortestColumn = 20;

    public bool KeepsDifferent => false;

    public string Replace(string value, ValueShape shape, int attempt)
    {
        KeyedBits bits = key.Bits(Kind, value.ToLowerInvariant(), attempt);
        string domain = Domains[bits.Below(Domains.Length)];
        string word = InventedWord.Make(bits, WordLength);
        string code = string.Concat(Enumerable.Range(0, CodeLength).Select(_ => bits.Of(Code)));
        int room = (shape.MaximumLength ?? int.MaxValue) - ShortestDomain.Length;
        string local = room >= WordLength + 1 + CodeLength ? $"{word}.{code}" : (code + word)[..Math.Min(room, CodeLength + WordLength)];
        return value.Any(char.IsUpper) ? CaseStyle.Apply(value, local, key.Bits($"{Kind} case", value)) + domain : local + domain;
    }
}
