using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lumina.Environments.Data;

/// <summary>HMAC-SHA-256 under the key of a copy: the only source of its replacements.</summary>
internal sealed class MaskingKey(string key)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>A stream of bits that depends on the kind and the value alone.</summary>
    /// <param name="kind">What keeps one use apart from another.</param>
    /// <param name="value">The value in its normal form.</param>
    /// <param name="attempt">Above 0 where an earlier attempt gave what another value has.</param>
    public KeyedBits Bits(string kind, string value, int attempt = 0) => new(_key, HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{kind}\0{attempt}\0{value}")));

    /// <summary>One number of a round of a permutation.</summary>
    public ulong Round(ReadOnlySpan<byte> tweak, int round, ulong value)
    {
        Span<byte> message = stackalloc byte[tweak.Length + sizeof(int) + sizeof(ulong)];
        tweak.CopyTo(message);
        BinaryPrimitives.WriteInt32LittleEndian(message[tweak.Length..], round);
        BinaryPrimitives.WriteUInt64LittleEndian(message[(tweak.Length + sizeof(int))..], value);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, message, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>A short name for what a permutation depends on.</summary>
    public byte[] Tweak(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"tweak\0{text}"))[..16];
}

/// <summary>Bits from a hash, and from hashes of it when they run out.</summary>
internal sealed class KeyedBits(byte[] key, byte[] block)
{
    private byte[] _block = block;
    private int _used;

    /// <summary>A number from 0 to one below the bound.</summary>
    public int Below(int bound)
    {
        if (_used + sizeof(uint) > _block.Length)
        {
            (_block, _used) = (HMACSHA256.HashData(key, _block), 0);
        }

        uint number = BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(_used));
        _used += sizeof(uint);
        return (int)(number % (uint)bound);
    }

    public char Of(string characters) => characters[Below(characters.Length)];
}
