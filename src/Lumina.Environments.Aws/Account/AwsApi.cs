using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Amazon.Runtime;
using Lumina.Environments.Providers;
using Polly;
using Polly.Retry;

namespace Lumina.Environments.Aws;

/// <summary>
/// Calls of services whose SDK is not used: signed, repeated where that helps, answered as JSON or XML. One region each. Pages are the
/// caller's business.
/// </summary>
internal sealed class AwsApi
{
    private const int Attempts = 5;

    private readonly HttpClient _client;
    private readonly Func<CancellationToken, Task<ImmutableCredentials>> _credentials;
    private readonly Uri? _endpoint;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retries;

    /// <summary>Makes it.</summary>
    /// <param name="client">Sends; its time-out bounds one attempt.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="region">Where.</param>
    /// <param name="endpoint">One address for all services, of an emulator; null for AWS's own.</param>
    /// <param name="time">The clock.</param>
    public AwsApi(HttpClient client, Func<CancellationToken, Task<ImmutableCredentials>> credentials, string region, Uri? endpoint, TimeProvider time)
    {
        (_client, _credentials, Region, _endpoint, _time) = (client, credentials, region, endpoint, time);
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Attempts - 1,
            Delay = TimeSpan.FromMilliseconds(300),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,

            // Where nobody answers, once more is enough: whoever waits is to learn it soon.
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception switch
            {
                AwsApiException exception => exception.IsTransient,
                HttpRequestException => arguments.AttemptNumber == 0,
                _ => false,
            }),
        }).Build();
    }

    public string Region { get; }

    /// <summary>A call of the JSON protocol: the action in a header, an object in, an object out.</summary>
    /// <exception cref="AwsApiException">The service said no.</exception>
    /// <exception cref="ProviderException">It was not reached.</exception>
    public Task<JsonElement> JsonAsync(AwsService service, string action, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(service, action, ReadJson, () =>
        {
            HttpRequestMessage request = new(HttpMethod.Post, service.Endpoint(Region, _endpoint));
            request.Headers.Add("X-Amz-Target", $"{service.Version}.{action}");
            return (request, Encoding.UTF8.GetBytes(body.ToJsonString()), "application/x-amz-json-1.1");
        }, cancellationToken);

    /// <summary>A call of the query protocol: a form in, XML out.</summary>
    /// <inheritdoc cref="JsonAsync" path="/exception"/>
    public Task<XElement> QueryAsync(AwsService service, string action, IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken cancellationToken) =>
        SendAsync(service, action, XElement.Parse, () =>
        {
            KeyValuePair<string, string>[] form = [new("Action", action), new("Version", service.Version), .. parameters];
            byte[] body = Encoding.UTF8.GetBytes(string.Join('&', form.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}")));
            return (new HttpRequestMessage(HttpMethod.Post, service.Endpoint(Region, _endpoint)), body, "application/x-www-form-urlencoded");
        }, cancellationToken);

    /// <summary>A read of a service with paths, that answers in JSON.</summary>
    /// <param name="service">Which.</param>
    /// <param name="action">What policies and messages call it.</param>
    /// <param name="path">Escaped already, with its query.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <inheritdoc cref="JsonAsync" path="/exception"/>
    public Task<JsonElement> GetJsonAsync(AwsService service, string action, string path, CancellationToken cancellationToken) =>
        SendAsync(service, action, ReadJson, () => Get(service, path), cancellationToken);

    /// <summary>A read of a service with paths, that answers in XML.</summary>
    /// <inheritdoc cref="GetJsonAsync" path="/param"/>
    /// <inheritdoc cref="JsonAsync" path="/exception"/>
    public Task<XElement> GetXmlAsync(AwsService service, string action, string path, CancellationToken cancellationToken) =>
        SendAsync(service, action, XElement.Parse, () => Get(service, path), cancellationToken);

    private (HttpRequestMessage Request, byte[] Body, string? ContentType) Get(AwsService service, string path) =>
        (new HttpRequestMessage(HttpMethod.Get, new Uri(service.Endpoint(Region, _endpoint), path)), [], null);

    private static JsonElement ReadJson(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        return document.RootElement.Clone();
    }

    private async Task<T> SendAsync<T>(
        AwsService service, string action, Func<string, T> read, Func<(HttpRequestMessage Request, byte[] Body, string? ContentType)> write, CancellationToken cancellationToken)
    {
        ImmutableCredentials credentials = await _credentials(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _retries.ExecuteAsync(async token => read(await TryAsync(service, action, write(), credentials, token).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw new ProviderException(
                $"{service.Name} of AWS could not be reached at {service.Endpoint(Region, _endpoint)} ({exception.Message}). "
                + $"Look whether the region '{Region}' exists, whether this machine reaches it (a proxy, a firewall), and whether AwsOptions.EndpointUrl is meant.",
                exception)
            {
                IsTransient = true,
            };
        }
        catch (Exception exception) when (exception is JsonException or System.Xml.XmlException)
        {
            throw new ProviderException($"What answers at {service.Endpoint(Region, _endpoint)} does not answer {service.Name}:{action} as AWS does ({exception.Message}). Look whether AwsOptions.EndpointUrl is meant.", exception);
        }
    }

    private async Task<string> TryAsync(
        AwsService service, string action, (HttpRequestMessage Request, byte[] Body, string? ContentType) call, ImmutableCredentials credentials, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = call.Request;
        if (call.ContentType is { } type)
        {
            request.Content = new ByteArrayContent(call.Body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        AwsSignature.Sign(request, call.Body, credentials, service.Name, service.SigningRegion(Region), _time.GetUtcNow());
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? text : throw AwsApiError.Read(service, action, response, text, isEmulator: _endpoint is not null);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {_client.Timeout.TotalSeconds:0} s", exception);
        }
    }
}
