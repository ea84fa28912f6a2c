namespace Lumina.Environments;

/// <summary>A domain name of an environment.</summary>
/// <param name="Name">The name, such as <c>checkout.test.example.com</c>.</param>
public sealed record DomainSpec(string Name)
{
    /// <summary>Whether it is served over TLS. Default: yes.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>The certificate, by the platform's identifier; null where the platform makes one.</summary>
    public string? Certificate { get; init; }
}
