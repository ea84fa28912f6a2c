using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Asks for one page after the other.</summary>
internal static class AwsPages
{
    /// <summary>Of the query protocol.</summary>
    /// <param name="api">Asks.</param>
    /// <param name="service">Whom.</param>
    /// <param name="action">What.</param>
    /// <param name="parameters">With what.</param>
    /// <param name="token">What the place where the next page starts is called in a call, and in the answer before it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<XElement> QueryAsync(
        AwsApi api, AwsService service, string action, IReadOnlyList<KeyValuePair<string, string>> parameters, (string Call, string Answer) token,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            XElement page = await api.QueryAsync(service, action, next is null ? parameters : [.. parameters, new(token.Call, next)], cancellationToken).ConfigureAwait(false);
            yield return page;
            next = page.First(token.Answer);
        }
        while (next is not null);
    }

    /// <summary>Of the JSON protocol.</summary>
    /// <inheritdoc cref="QueryAsync" path="/param"/>
    public static async IAsyncEnumerable<JsonElement> JsonAsync(
        AwsApi api, AwsService service, string action, JsonObject parameters, string token, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JsonObject body = parameters;
        string? next;
        do
        {
            JsonElement page = await api.JsonAsync(service, action, body, cancellationToken).ConfigureAwait(false);
            yield return page;
            next = page.Text(token);
            body = parameters.DeepClone().AsObject();
            body[token] = next;
        }
        while (!string.IsNullOrEmpty(next));
    }

    /// <summary>Of a service with paths and JSON.</summary>
    /// <param name="api">Asks.</param>
    /// <param name="service">Whom.</param>
    /// <param name="action">What policies and messages call it.</param>
    /// <param name="path">For what, without a query.</param>
    /// <param name="token">What the place where the next page starts is called in the answer, and in the query.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<JsonElement> GetAsync(
        AwsApi api, AwsService service, string action, string path, (string Call, string Answer) token, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            JsonElement page = await api.GetJsonAsync(service, action, string.IsNullOrEmpty(next) ? path : $"{path}?{token.Call}={Uri.EscapeDataString(next)}", cancellationToken).ConfigureAwait(false);
            yield return page;
            next = page.Text(token.Answer);
        }
        while (!string.IsNullOrEmpty(next));
    }
}
