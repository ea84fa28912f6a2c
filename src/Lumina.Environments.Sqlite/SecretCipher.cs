using System.Security.Cryptography;
using System.Text;

namespace Lumina.Environments.Sqlite;

/// <summary>Encrypts the values of secrets (AES-GCM). A value opens only for the environment and under the name for which it was closed.</summary>
internal sealed class SecretCipher(byte[] key)
{
    private const byte Format = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + NonceLength + TagLength;
    private const string CheckName = "lumina";

    public byte[] Encrypt(EnvironmentId environmentId, string name, string value) => Encrypt($"{environmentId}/{name}", value);

    /// <exception cref="CryptographicException">It was closed with another key, or for another place, or it was changed.</exception>
    public string Decrypt(EnvironmentId environmentId, string name, ReadOnlySpan<byte> encrypted) => Decrypt($"{environmentId}/{name}", encrypted);

    /// <summary>Something closed, by which the right key is known later.</summary>
    public byte[] MakeCheck() => Encrypt(CheckName, "");

    public bool Opens(ReadOnlySpan<byte> check)
    {
        try
        {
            return Decrypt(CheckName, check).Length == 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private byte[] Encrypt(string place, string value)
    {
        byte[] plain = Encoding.UTF8.GetBytes(value);
        byte[] encrypted = new byte[HeaderLength + plain.Length];
        Span<byte> whole = encrypted;
        whole[0] = Format;
        RandomNumberGenerator.Fill(whole.Slice(1, NonceLength));
        using AesGcm aes = new(key, TagLength);
        aes.Encrypt(whole.Slice(1, NonceLength), plain, whole[HeaderLength..], whole.Slice(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(place));
        CryptographicOperations.ZeroMemory(plain);
        return encrypted;
    }

    private string Decrypt(string place, ReadOnlySpan<byte> encrypted)
    {
        if (encrypted.Length < HeaderLength || encrypted[0] != Format)
        {
            throw new CryptographicException("It is no encrypted value.");
        }

        byte[] plain = new byte[encrypted.Length - HeaderLength];
        using AesGcm aes = new(key, TagLength);
        aes.Decrypt(encrypted.Slice(1, NonceLength), encrypted[HeaderLength..], encrypted.Slice(1 + NonceLength, TagLength), plain, Encoding.UTF8.GetBytes(place));
        string value = Encoding.UTF8.GetString(plain);
        CryptographicOperations.ZeroMemory(plain);
        return value;
    }
}
