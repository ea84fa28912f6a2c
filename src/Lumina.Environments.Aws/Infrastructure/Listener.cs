using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>A port at which the load balancer listens.</summary>
/// <param name="Port">The port.</param>
/// <param name="IsTls">Whether it speaks TLS.</param>
/// <param name="Redirects">Whether it only sends callers on to port 443.</param>
internal sealed record Listener(int Port, bool IsTls, bool Redirects)
{
    public const int TlsPort = 443;

    private const int PlainPort = 80;

    /// <summary>The ports that the spec names. With a domain that is served over TLS, all of them speak it, port 443 is among them, and port 80 sends on to that.</summary>
    public static IEnumerable<Listener> Of(InfrastructureSpec spec)
    {
        IEnumerable<int> ports = spec.LoadBalancer?.Ports ?? [];
        return spec is { LoadBalancer: not null, Domain.Tls: true }
            ? ports.Append(TlsPort).Distinct().Select(port => new Listener(port, IsTls: port != PlainPort, Redirects: port == PlainPort))
            : ports.Select(port => new Listener(port, IsTls: false, Redirects: false));
    }

    /// <summary>The addresses by the names of their outputs: <c>http</c> and <c>https</c> for the first that speaks it, with the port behind for others (<c>http-8080</c>).</summary>
    public static IEnumerable<KeyValuePair<string, string>> Addresses(InfrastructureSpec spec, string host)
    {
        HashSet<string> named = new(StringComparer.Ordinal);
        foreach (Listener listener in Of(spec).Where(listener => !listener.Redirects).OrderByDescending(listener => listener.Port == TlsPort))
        {
            string scheme = listener.IsTls ? "https" : "http";
            string port = listener.Port == (listener.IsTls ? TlsPort : PlainPort) ? "" : string.Create(CultureInfo.InvariantCulture, $":{listener.Port}");
            string name = named.Add(scheme) ? scheme : string.Create(CultureInfo.InvariantCulture, $"{scheme}-{listener.Port}");
            yield return new(name, $"{scheme}://{host}{port}");
        }
    }
}
