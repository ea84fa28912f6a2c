using System.Globalization;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local;

/// <summary>The ports of one replica, one for each endpoint, held for as long as the service is there.</summary>
internal sealed class ServicePorts : IDisposable
{
    /// <summary>Ports below are not for everybody to listen on.</summary>
    public const int FirstForAll = 1024;

    private readonly List<(EndpointSpec Endpoint, PortReservation Port)> _ports = [];
    private readonly AskedPorts _asked;

    /// <param name="endpoints">What answers.</param>
    /// <param name="asked">The ports that others have asked for.</param>
    /// <param name="asAsked">Whether ports that are asked for are taken where they are free.</param>
    public ServicePorts(IReadOnlyList<EndpointSpec> endpoints, AskedPorts asked, bool asAsked)
    {
        _asked = asked;
        foreach (EndpointSpec endpoint in endpoints)
        {
            _ports.Add((endpoint, Take(asAsked ? endpoint.Port : null)));
        }
    }

    /// <summary>The addresses, by the endpoints' names. What a spec wants secured is not, here.</summary>
    public IEnumerable<KeyValuePair<string, string>> Addresses => _ports.Select(port => new KeyValuePair<string, string>(port.Endpoint.Name, Address(port)));

    /// <summary>How a service is told: by the names that .NET and most others look for.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Variables()
    {
        string urls = string.Join(';', _ports.Where(port => port.Endpoint.Protocol != EndpointProtocol.Tcp).Select(port => Url("http", port.Port)));
        if (urls.Length > 0)
        {
            yield return new("ASPNETCORE_URLS", urls);
            yield return new("ASPNETCORE_HTTP_PORTS", null);
            yield return new("ASPNETCORE_HTTPS_PORTS", null);
        }

        for (int i = 0; i < _ports.Count; i++)
        {
            string number = _ports[i].Port.Port.ToString(CultureInfo.InvariantCulture);
            if (i == 0)
            {
                yield return new("PORT", number);
            }

            yield return new($"PORT_{_ports[i].Endpoint.Name.ToUpperInvariant().Replace('-', '_')}", number);
        }
    }

    public void Dispose()
    {
        foreach ((EndpointSpec _, PortReservation port) in _ports)
        {
            _asked.Return(port);
            port.Dispose();
        }
    }

    private static string Address((EndpointSpec Endpoint, PortReservation Port) port) => Url((port.Endpoint with { Secured = false }).Scheme, port.Port);

    private static string Url(string scheme, PortReservation port) => string.Create(CultureInfo.InvariantCulture, $"{scheme}://{LocalDatabases.Address}:{port.Port}");

    private PortReservation Take(int? port) => (port is >= FirstForAll ? _asked.TryTake(port.Value) : null) ?? PortReservation.Take();
}
