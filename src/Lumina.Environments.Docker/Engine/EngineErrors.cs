using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Puts what the engine says into words that tell what to do next.</summary>
internal static class EngineErrors
{
    /// <summary>What to do where no engine answers.</summary>
    public const string HowToReach = $"Start it, or say where another is with DOCKER_HOST or {nameof(DockerOptions)}.{nameof(DockerOptions.Endpoint)}.";

    /// <summary>What to do where it is not understood which engine is meant.</summary>
    public const string HowToName = $"Correct or unset DOCKER_HOST, DOCKER_CONTEXT, the current context or 'docker.host' in .testcontainers.properties, whichever says so, also where {nameof(DockerOptions)}.{nameof(DockerOptions.Endpoint)} names another engine; then start this process anew.";

    private const string SeesNoEnd = "did not receive an exit event";

    /// <summary>Whether an exception comes from the engine or the way to it.</summary>
    public static bool Explains(Exception exception) =>
        exception is DockerApiException or DockerUnavailableException or HttpRequestException or AuthenticationException or SocketException or IOException or TimeoutException or OperationCanceledException
        || (exception is InvalidOperationException or AggregateException && exception.InnerException is { } inner && Explains(inner));

    /// <param name="said">What Testcontainers says of it.</param>
    public static string NotUnderstood(string said) => $"It is not understood which container engine is meant: {said.TrimEnd('.')}. {HowToName}";

    /// <param name="what">What was tried, as the beginning of a sentence.</param>
    /// <param name="address">The engine's address.</param>
    /// <param name="exception">What came of it.</param>
    public static ProviderException Explain(string what, string address, Exception exception) => exception switch
    {
        DockerApiException api => new ProviderException($"{what} failed: the engine at {address} says: {Said(api)}", api) { IsTransient = IsTransient(api) },
        DockerUnavailableException => new ProviderException($"{what} failed: no container engine was found. {HowToReach} Looked at {address}.", exception) { IsTransient = true },
        AuthenticationException => new ProviderException(
            $"{what} failed: the container engine at {address} and this process do not accept each other's certificates: {Innermost(exception).Message} "
            + $"They come from {nameof(DockerOptions)}.{nameof(DockerOptions.CertificateDirectory)} or DOCKER_CERT_PATH.",
            exception),
        _ when MissingSocket(address) is { } socket => new ProviderException($"{what} failed: there is no socket '{socket}', at which a container engine would answer. {HowToReach}", exception) { IsTransient = true },
        _ => new ProviderException($"{what} failed: the container engine at {address} does not answer: {Innermost(exception).Message}. {HowToReach}", exception) { IsTransient = true },
    };

    /// <summary>Whether the engine refused since something else has a port that was asked for.</summary>
    public static bool IsPortTaken(ProviderException exception) =>
        exception.InnerException is DockerApiException api && (Has(Words(api), "port is already allocated") || Has(Words(api), "address already in use"));

    /// <summary>The engine's own words, and what to do.</summary>
    public static string Said(DockerApiException exception) => $"{Words(exception).TrimEnd('.')}{Advice(Words(exception))}";

    /// <summary>Whether a registry wants other credentials than it got.</summary>
    public static bool IsUnauthorized(DockerApiException exception) => IsUnauthorized(Words(exception));

    /// <summary>The engine's own words.</summary>
    public static string Words(DockerApiException exception)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(exception.ResponseBody ?? "");
            return document.RootElement is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String
                ? message.GetString()!.Trim()
                : exception.Message;
        }
        catch (JsonException)
        {
            return exception.ResponseBody is { Length: > 0 } body ? body.Trim() : exception.Message;
        }
    }

    /// <summary>Whether the engine refused since it removes the thing already.</summary>
    public static bool IsBeingRemoved(ProviderException exception) =>
        exception.InnerException is DockerApiException api && Has(api.ResponseBody, "removal of container") && Has(api.ResponseBody, "is already in progress");

    /// <summary>Whether the processes of a container could not be halted all at once.</summary>
    public static bool CouldNotFreeze(ProviderException exception) => exception.InnerException is DockerApiException api && Has(api.ResponseBody, "unable to freeze");

    /// <summary>Whether the engine has killed a container and not seen it end, for which it waits 12 seconds: on a busy machine that is too short.</summary>
    public static bool SawNoEnd(ProviderException exception) => exception.InnerException is DockerApiException api && Has(api.ResponseBody, SeesNoEnd);

    private static string? MissingSocket(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme == "unix" && !File.Exists(uri.LocalPath) ? uri.LocalPath : null;

    private static string Advice(string words) => words switch
    {
        _ when Has(words, "no space left on device") => ". The engine's disk is full: free some with 'docker system prune', or give it more.",
        _ when Has(words, "port is already allocated") || Has(words, "address already in use") => ". Something else has that port: end what holds it, or ask for another, or for none, so that a free one is taken.",
        _ when Has(words, "all predefined address pools") => ". The engine has no addresses left for another network: remove networks that nobody uses with 'docker network prune', or give it more in 'default-address-pools'.",
        _ when IsUnauthorized(words) => ". Log in to its registry with 'docker login', or correct the image's name.",
        _ when Has(words, "manifest unknown") || Has(words, "not found: manifest") => ". The registry has no such tag or digest: correct the image's name or the version.",
        _ when Has(words, "HTTP request to an HTTPS server") => $". It answers over TLS alone: say where its certificates are, with DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH for that in DOCKER_HOST, or with {nameof(DockerOptions)}.{nameof(DockerOptions.CertificateDirectory)}.",
        _ when Has(words, "bind source path does not exist") => ". It is looked for on the engine's machine, which is another: give the container files by content (ContainerSettings.Files), or a volume.",
        _ when Has(words, "dial tcp") || Has(words, "TLS handshake") || Has(words, "x509:") || Has(words, "HTTP response to HTTPS client") =>
            $". It is the engine's machine that must reach the registry: correct the image's name (for usual images of databases, {nameof(DockerOptions)}.{nameof(DockerOptions.ImagePrefix)}), or pull the image there by hand.",
        _ => "",
    };

    private static bool IsUnauthorized(string words) => Has(words, "pull access denied") || Has(words, "unauthorized") || Has(words, "no basic auth credentials") || Has(words, "denied:");

    private static bool IsTransient(DockerApiException exception) =>
        exception.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout
        || Has(exception.ResponseBody, "is already in progress")
        || Has(exception.ResponseBody, "is already in use by container")
        || Has(exception.ResponseBody, "is marked for removal")
        || Has(exception.ResponseBody, SeesNoEnd)

        // A container that is listed no more has its volumes a moment longer.
        || Has(exception.ResponseBody, "volume is in use")

        // Somebody has swept it between its making and its first container; whose call it was says the type of exception, and not what is missing.
        || exception is DockerNetworkNotFoundException
        || (exception.StatusCode == HttpStatusCode.NotFound && Has(exception.ResponseBody, "network ") && Has(exception.ResponseBody, " not found"));

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) ?? false;

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
