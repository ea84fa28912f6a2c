using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lumina.Environments.Docker.Tests;

/// <summary>The engine of this machine at an address that is not its loopback, over TLS with certificates of both sides: to whoever uses it, an engine on another machine.</summary>
internal sealed class TlsEngine : IAsyncDisposable
{
    private readonly X509Certificate2 _authority = Authority();
    private readonly X509Certificate2 _server;
    private readonly EngineRelay _relay;

    private TlsEngine(IPAddress address)
    {
        _server = Issue(_authority, "engine", address);
        Directory = System.IO.Directory.CreateTempSubdirectory("lumina-certificates-").FullName;
        WriteClient(Directory);
        _relay = new EngineRelay(address, ForwardAsync);
    }

    /// <inheritdoc cref="EngineRelay.Endpoint"/>
    public Uri Endpoint => _relay.Endpoint;

    /// <summary>The certificates by which it takes whoever calls.</summary>
    public string Directory { get; }

    /// <summary>Skips the test where the engine is not at a socket of this machine or the machine has no address but its loopback.</summary>
    public static TlsEngine Start()
    {
        IPAddress? address = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Skip.If(address is null, "This machine has no address but its loopback.");
        return new TlsEngine(address!);
    }

    /// <summary>Replaces what callers trust and show by what this engine does not know.</summary>
    public void Forge()
    {
        using X509Certificate2 other = Authority();
        using X509Certificate2 client = Issue(other, "client");
        Write(Directory, other, client);
    }

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
        _server.Dispose();
        _authority.Dispose();
    }

    private async Task ForwardAsync(NetworkStream caller, NetworkStream inside, CancellationToken ending)
    {
        await using SslStream outside = new(caller);
        await outside.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = _server, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Issuer == _authority.Subject },
            ending);
        await Task.WhenAny(outside.CopyToAsync(inside, ending), inside.CopyToAsync(outside, ending));
    }

    private void WriteClient(string directory)
    {
        using X509Certificate2 client = Issue(_authority, "client");
        Write(directory, _authority, client);
    }

    private static void Write(string directory, X509Certificate2 authority, X509Certificate2 client)
    {
        File.WriteAllText(Path.Combine(directory, "ca.pem"), authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, "cert.pem"), client.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, "key.pem"), client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 Authority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN=authority {Guid.CreateVersion7():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, IPAddress? address = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        if (address is not null)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }

        using X509Certificate2 issued = request.Create(authority, new DateTimeOffset(authority.NotBefore), new DateTimeOffset(authority.NotAfter), Guid.CreateVersion7().ToByteArray());
        return issued.CopyWithPrivateKey(key);
    }
}
