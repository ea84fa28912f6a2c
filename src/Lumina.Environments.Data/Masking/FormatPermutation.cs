namespace Lumina.Environments.Data;

/// <summary>Replaces a number below a bound by another one below it, so that different numbers stay different.</summary>
/// <remarks>
/// A Feistel network on two halves whose product is just above the bound; what falls outside goes round again. A number is taken back through
/// it, moved by one and taken forth: that too is a permutation, and it leaves no number where it was.
/// </remarks>
internal sealed class FormatPermutation(MaskingKey key)
{
    private const int Rounds = 8;

    /// <summary>The largest bound.</summary>
    public const ulong MaximumSize = 1UL << 63;

    /// <param name="tweak">What the permutation depends on besides the key.</param>
    /// <param name="value">The number.</param>
    /// <param name="size">The bound, at most <see cref="MaximumSize"/>. With 1 there is no other number.</param>
    public ulong Replace(string tweak, ulong value, ulong size)
    {
        if (size <= 1)
        {
            return value;
        }

        byte[] name = key.Tweak($"{tweak}\0{size}");
        ulong left = (ulong)Math.Ceiling(Math.Sqrt(size));
        ulong right = (size / left) + 1;
        ulong place = Walk(value, backward: true);
        return Walk((place + 1) % size, backward: false);

        ulong Walk(ulong number, bool backward)
        {
            do
            {
                number = Pass(name, number, left, right, backward);
            }
            while (number >= size);
            return number;
        }
    }

    private ulong Pass(byte[] tweak, ulong number, ulong left, ulong right, bool backward)
    {
        ulong high = number / right;
        ulong low = number % right;
        for (int i = 0; i < Rounds; i++)
        {
            int round = backward ? Rounds - 1 - i : i;
            if (round % 2 == 0)
            {
                high = Shift(high, key.Round(tweak, round, low) % left, left, backward);
            }
            else
            {
                low = Shift(low, key.Round(tweak, round, high) % right, right, backward);
            }
        }

        return (high * right) + low;
    }

    private static ulong Shift(ulong value, ulong by, ulong bound, bool backward) => (backward ? value + bound - by : value + by) % bound;
}
