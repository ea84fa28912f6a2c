namespace Lumina.Environments.Data;

/// <summary>Words that can be spoken and mean nothing.</summary>
internal static class InventedWord
{
    private const string Consonants = "bcdfghjklmnprstvwz";
    private const string Vowels = "aeiou";

    /// <summary>A word of lower-case letters, consonant and vowel in turn.</summary>
    public static string Make(KeyedBits bits, int length)
    {
        char[] word = new char[length];
        for (int i = 0; i < length; i++)
        {
            word[i] = bits.Of(Letters(i));
        }

        return new string(word);
    }

    /// <summary>The letters that can stand at a place, counted from 0.</summary>
    public static string Letters(int place) => place % 2 == 0 ? Consonants : Vowels;
}
