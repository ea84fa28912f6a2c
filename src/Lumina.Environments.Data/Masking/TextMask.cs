using System.Text;

namespace Lumina.Environments.Data;

/// <summary>Every word becomes an invented one of its length. Which depends on the whole text: no word can be followed from one text to another.</summary>
internal sealed class TextMask(MaskingKey key) : IValueMask
{
    private const string Digits = "0123456789";

    public bool KeepsDifferent => false;

    public string Replace(string value, ValueShape shape, int attempt)
    {
        KeyedBits bits = key.Bits("text", value, attempt);
        StringBuilder result = new(value.Length);
        int placeInWord = 0;
        foreach (Rune rune in value.EnumerateRunes())
        {
            placeInWord = Rune.IsLetter(rune) ? placeInWord + 1 : 0;
            if (Rune.IsLetter(rune))
            {
                char letter = InventedLetter(bits, placeInWord, rune);
                result.Append(Rune.IsUpper(rune) ? char.ToUpperInvariant(letter) : letter);
            }
            else if (Rune.IsDigit(rune) || Rune.IsNumber(rune))
            {
                result.Append(bits.Of(Digits));
            }
            else
            {
                result.Append(rune);
            }
        }

        return result.ToString();
    }

    // Every letter differs from the one that was there, so that no word can be what it was.
    private static char InventedLetter(KeyedBits bits, int place, Rune original)
    {
        string letters = InventedWord.Letters(place - 1);
        int index = bits.Below(letters.Length);
        return letters[index] == Rune.ToLowerInvariant(original).Value ? letters[(index + 1) % letters.Length] : letters[index];
    }
}
