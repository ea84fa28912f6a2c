using System.Security.Cryptography;
using System.Text;

namespace Lumina.Environments.Data;

/// <summary>Takes care that different values of one kind have different replacements, where a unique column has such values.</summary>
/// <remarks>It holds some 60 bytes for each different value. Which of two values makes way depends on the order of the rows, which is the same in every copy.</remarks>
internal sealed class UniqueReplacements
{
    private const int MostAttempts = 20;
    private readonly Dictionary<UInt128, UInt128> _takenBy = [];
    private readonly Dictionary<UInt128, int> _attempts = [];

    /// <param name="value">The value.</param>
    /// <param name="replace">Its replacement at an attempt.</param>
    public string Replace(string value, Func<int, string> replace)
    {
        UInt128 owner = Name(value);
        int attempt = _attempts.GetValueOrDefault(owner);
        string replacement = replace(attempt);
        while (!Take(replacement, owner) && attempt < MostAttempts)
        {
            replacement = replace(++attempt);
            _attempts[owner] = attempt;
        }

        return replacement;
    }

    private bool Take(string replacement, UInt128 owner)
    {
        UInt128 name = Name(replacement);
        return _takenBy.TryAdd(name, owner) || _takenBy[name] == owner;
    }

    // Case does not count: an index may pass over it too. What differs in case alone keeps to differ so.
    private static UInt128 Name(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToLowerInvariant()), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
