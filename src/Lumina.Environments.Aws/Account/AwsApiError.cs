using System.Text.Json;
using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Reads what a service says when it says no: each protocol has its own form.</summary>
internal static class AwsApiError
{
    public static AwsApiException Read(AwsService service, string action, HttpResponseMessage response, string text, bool isEmulator)
    {
        (string? code, string? reason) = text.TrimStart() switch
        {
            ['{', ..] json => FromJson(json),
            ['<', ..] xml => FromXml(xml),
            _ => (null, null),
        };
        if (response.Headers.TryGetValues("x-amzn-errortype", out IEnumerable<string>? types))
        {
            code = types.First();
        }

        // An emulator fails without a word where it has not built a call; AWS itself gives a code.
        code ??= isEmulator && (int)response.StatusCode >= 500 ? AwsApiException.NotBuilt : response.StatusCode.ToString();
        return new AwsApiException(service, action, (int)response.StatusCode, Bare(code), reason ?? "(no reason given)");
    }

    /// <summary><c>com.amazon.coral#ThrottlingException:http://…</c></summary>
    private static string Bare(string code) => code.Split(':')[0].Split('#')[^1];

    private static (string? Code, string? Reason) FromJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement error = document.RootElement;
            return (error.Text("__type") ?? error.Text("code"), error.Text("message") ?? error.Text("Message"));
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static (string? Code, string? Reason) FromXml(string text)
    {
        try
        {
            XElement root = XElement.Parse(text);
            return (root.First("Code"), root.First("Message"));
        }
        catch (System.Xml.XmlException)
        {
            return (null, null);
        }
    }
}
