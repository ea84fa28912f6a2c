using System.Security.Cryptography;
using Docker.DotNet.Handler.Abstractions;
using Docker.DotNet.X509;

namespace Lumina.Environments.Docker;

/// <summary>The certificates by which an engine over TLS and this process know each other, as Docker's own client keeps them in a directory.</summary>
internal static class EngineCertificates
{
    private static readonly string[] Files = ["ca.pem", "cert.pem", "key.pem"];

    public static IAuthProvider Load(string directory) => DockerTlsCertificates.LoadFromDirectory(directory).CreateCredentials();

    /// <summary>What is wrong with what is in the directory; null for nothing.</summary>
    public static string? Check(string directory)
    {
        if (Files.FirstOrDefault(file => !File.Exists(Path.Combine(directory, file))) is { } missing)
        {
            return $"it has no {missing}";
        }

        try
        {
            Load(directory);
            return null;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"they cannot be used: {exception.Message.TrimEnd('.')}";
        }
    }
}
