using System.Net;

namespace Lumina.Environments;

/// <summary>A GET of an endpoint that answers with a status from 200 to 399. Redirects are not followed; a gRPC endpoint is asked over HTTP/2, a WebSocket's without an upgrade.</summary>
internal sealed class HttpHealthChecker : IHealthChecker, IDisposable
{
    private readonly HttpMessageInvoker _client;

    public HttpHealthChecker()
        : this(OwnHandler())
    {
    }

    /// <summary>Takes a handler and disposes it.</summary>
    public HttpHealthChecker(HttpMessageHandler handler) => _client = new HttpMessageInvoker(handler, disposeHandler: true);

    public bool CanCheck(HealthCheckContext context) => context.Check.Type == HealthCheckType.Http;

    public string Describe(HealthCheckContext context) => HealthEndpoint.Http(context, out _) is { } address
        ? $"GET {Target(address, context.Check.Path)}"
        : $"GET {context.Check.Path}";

    public async ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (HealthEndpoint.Http(context, out EndpointProtocol protocol) is not { } address)
        {
            return HealthProbeResult.Fail(HealthEndpoint.Missing(context));
        }

        using HttpRequestMessage request = new(HttpMethod.Get, Target(address, context.Check.Path));
        if (protocol == EndpointProtocol.Grpc)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        }

        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            return new HealthProbeResult(
                status is >= 200 and <= 399 ? HealthOutcome.Pass : HealthOutcome.Fail,
                $"answered {status} on GET {request.RequestUri}");
        }
        catch (HttpRequestException exception)
        {
            return HealthProbeResult.Fail($"{ConnectionError.Describe(exception)} on GET {request.RequestUri}");
        }
    }

    public void Dispose() => _client.Dispose();

    // Below the address's own path, where it has one: a service behind a gateway is not asked of the gateway.
    private static Uri Target(Uri address, string path) => address.AbsolutePath == "/" ? new Uri(address, path) : new Uri(HealthEndpoint.WithSlash(address), $"./{path.TrimStart('/')}");

    // No proxy stands between a test and its environment; every probe is a new connection, so that none holds a component that ends.
    private static SocketsHttpHandler OwnHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ActivityHeadersPropagator = null,
    };
}
