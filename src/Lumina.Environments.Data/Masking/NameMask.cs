using System.Text;

namespace Lumina.Environments.Data;

/// <summary>Each word of a name becomes an invented one, wherever it stands.</summary>
internal sealed class NameMask(MaskingKey key) : IValueMask
{
    private const string Kind = "name";
    private const int ShortestName = 5;
    private const int LongestName = 9;

    public bool KeepsDifferent => false;

    public string Replace(string value, ValueShape shape, int attempt)
    {
        StringBuilder result = new();
        for (int start = 0, end; start < value.Length; start = end)
        {
            end = start + 1;
            if (IsPartOfWord(value[start]))
            {
                while (end < value.Length && IsPartOfWord(value[end]))
                {
                    end++;
                }

                result.Append(Word(value[start..end], attempt));
            }
            else
            {
                result.Append(value[start]);
            }
        }

        return shape.MaximumLength < result.Length ? result.ToString(0, shape.MaximumLength.Value).TrimEnd() : result.ToString();
    }

    private string Word(string word, int attempt)
    {
        string normal = word.Normalize().ToLowerInvariant();
        KeyedBits bits = key.Bits(Kind, normal, attempt);
        int length = word.Length < 3 ? word.Length : ShortestName + bits.Below(LongestName - ShortestName + 1);
        string invented = InventedWord.Make(bits, length);

        // Initials and short particles have few others to become; a whole name never becomes itself.
        return CaseStyle.Apply(word, invented == normal ? InventedWord.Make(bits, length) : invented, key.Bits($"{Kind} case", word));
    }

    private static bool IsPartOfWord(char character) =>
        char.IsLetterOrDigit(character) || char.IsSurrogate(character) || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.NonSpacingMark;
}
