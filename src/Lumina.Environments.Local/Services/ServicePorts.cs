using System.Globalization;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>The ports of one replica, one for each endpoint, and what holds them for as long as the service is there.</summary>
internal sealed class ServicePorts : IDisposable
{
    /// <summary>Ports below are not for everybody to listen on.</summary>
    public const int FirstForAll = 1024;

    private readonly List<(EndpointSpec Endpoint, int Port)> _ports = [];
    private readonly List<PortReservation> _held = [];
    private readonly AskedPorts? _asked;

    /// <summary>Takes ports and holds them.</summary>
    /// <param name="endpoints">What answers.</param>
    /// <param name="asked">The ports that others have asked for.</param>
    /// <param name="asAsked">Whether ports that are asked for are taken where they are free.</param>
    /// <param name="had">The port that the service had before, which it gets again where it is free; 0 for none.</param>
    public ServicePorts(IReadOnlyList<EndpointSpec> endpoints, AskedPorts asked, bool asAsked, Func<EndpointSpec, int>? had = null)
    {
        _asked = asked;
        try
        {
            foreach (EndpointSpec endpoint in endpoints)
            {
                int before = had?.Invoke(endpoint) ?? 0;
                PortReservation held = before != 0 ? KeptPorts.Take(before) : Take(asAsked ? endpoint.Port : null);
                _held.Add(held);
                _ports.Add((endpoint, held.Port));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The ports of a service that runs, which holds them itself.</summary>
    public ServicePorts(IReadOnlyList<EndpointSpec> endpoints, Func<EndpointSpec, int> has) => _ports.AddRange(endpoints.Select(endpoint => (endpoint, has(endpoint))));

    /// <summary>The ports, by the endpoints' names.</summary>
    public IEnumerable<KeyValuePair<string, int>> Numbers => _ports.Select(port => new KeyValuePair<string, int>(port.Endpoint.Name, port.Port));

    /// <summary>The addresses, by the endpoints' names. What a spec wants secured is not, here.</summary>
    public IEnumerable<KeyValuePair<string, string>> Addresses => _ports.Select(port => new KeyValuePair<string, string>(port.Endpoint.Name, Address(port)));

    /// <summary>What the service is told.</summary>
    public Dictionary<string, string?> Variables(ComponentContext context) =>
        ServiceVariables.Compose(context.Settings, context.Dependencies, [.. _ports.Select(port => KeyValuePair.Create(port.Endpoint, port.Port))], LocalDatabases.Address, Vantage.Host);

    public void Dispose()
    {
        foreach (PortReservation port in _held)
        {
            _asked?.Return(port);
            port.Dispose();
        }
    }

    private static string Address((EndpointSpec Endpoint, int Port) port) =>
        string.Create(CultureInfo.InvariantCulture, $"{(port.Endpoint with { Secured = false }).Scheme}://{LocalDatabases.Address}:{port.Port}");

    private PortReservation Take(int? port) => (port is >= FirstForAll ? _asked!.TryTake(port.Value) : null) ?? PortReservation.Take();
}
