using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lumina.Environments.Local;

/// <summary>A MariaDB server program on this machine.</summary>
/// <param name="Server">The file <c>mariadbd</c>.</param>
internal sealed record MariaDbProgram(string Server)
{
    private const string Installer = "mariadb-install-db";

    /// <summary>What initializes a data directory; null where it is not where distributions put it.</summary>
    public string? Initialize
    {
        get
        {
            string here = Path.GetDirectoryName(Server)!;
            return new[] { here, Path.Combine(here, "../bin"), Path.Combine(here, "../scripts") }.Select(directory => Path.GetFullPath(Path.Combine(directory, Installer))).FirstOrDefault(File.Exists);
        }
    }

    /// <summary>Another build has another, and another user, whom a data directory has as its administrator.</summary>
    public string Fingerprint()
    {
        FileInfo file = new(Server);
        string identity = string.Create(CultureInfo.InvariantCulture, $"{Server}|{file.Length}|{file.LastWriteTimeUtc.Ticks}|{Environment.UserName}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..16];
    }
}
