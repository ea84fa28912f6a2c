using System.Security.Cryptography;
using System.Text;

namespace Lumina.Environments.Data;

/// <summary>
/// What PostgreSQL stores instead of a password (RFC 5803). It is computed here, so that no password is in a statement,
/// and thus in no server's log, whatever that logs.
/// </summary>
internal static class ScramVerifier
{
    /// <summary>Some drivers refuse fewer.</summary>
    private const int Iterations = 4096;
    private const int SaltLength = 16;

    /// <param name="password">ASCII only: others would have to be normalized first.</param>
    /// <param name="salt">16 random bytes.</param>
    public static string Make(string password, ReadOnlySpan<byte> salt)
    {
        if (!Ascii.IsValid(password))
        {
            throw new ArgumentException("A database's password has ASCII characters only.", nameof(password));
        }

        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        byte[] storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        byte[] serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }

    /// <summary>Whether a verifier is that of a password.</summary>
    public static bool Matches(string verifier, string password)
    {
        string[] parts = verifier.Split('$', ':');
        return parts.Length == 5 && Make(password, Convert.FromBase64String(parts[2])) == verifier;
    }

    public static string Make(string password) => Make(password, RandomNumberGenerator.GetBytes(SaltLength));
}
