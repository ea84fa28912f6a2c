using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace Lumina.Environments.Aws;

/// <summary>Signs a request with AWS's signature, version 4. The sum is the SDK's; the text that is signed is put together here.</summary>
internal static class AwsSignature
{
    public static void Sign(HttpRequestMessage request, byte[] body, ImmutableCredentials credentials, string service, string region, DateTimeOffset now)
    {
        DateTime time = now.UtcDateTime;
        request.Headers.Add("X-Amz-Date", time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        if (!string.IsNullOrEmpty(credentials.Token))
        {
            request.Headers.Add("X-Amz-Security-Token", credentials.Token);
        }

        Uri uri = request.RequestUri!;
        SortedDictionary<string, string> headers = new(StringComparer.Ordinal) { ["host"] = uri.Authority };
        foreach ((string name, IEnumerable<string> values) in request.Headers.Where(header => header.Key.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase)))
        {
            headers[name.ToLowerInvariant()] = string.Join(',', values);
        }

        string names = string.Join(';', headers.Keys);
        string canonical = string.Join(
            '\n',
            request.Method.Method,
            EscapedAgain(uri.AbsolutePath),
            string.Join('&', uri.Query.TrimStart('?').Split('&').Order(StringComparer.Ordinal)),
            string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n")),
            names,
            Convert.ToHexStringLower(SHA256.HashData(body)));
        AWS4SigningResult result = AWS4Signer.ComputeSignature(credentials, region, time, service, names, canonical);
        request.Headers.TryAddWithoutValidation("Authorization", result.ForAuthorizationHeader);
    }

    /// <summary>Every service but S3 signs a path that is escaped twice.</summary>
    private static string EscapedAgain(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
