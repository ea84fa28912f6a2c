using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lumina.Environments.Local;

/// <summary>A PostgreSQL server program on this machine.</summary>
/// <param name="Server">The file <c>postgres</c>.</param>
internal sealed record PostgreSqlProgram(string Server)
{
    public string Initialize => Path.Combine(Path.GetDirectoryName(Server)!, "initdb");

    /// <summary>Another build has another, so that it never gets a data directory that it did not make.</summary>
    public string Fingerprint()
    {
        FileInfo file = new(Server);
        string identity = string.Create(CultureInfo.InvariantCulture, $"{Server}|{file.Length}|{file.LastWriteTimeUtc.Ticks}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..16];
    }
}
