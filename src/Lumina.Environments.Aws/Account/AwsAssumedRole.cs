using System.Globalization;
using System.Xml.Linq;
using Amazon.Runtime;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Assumes the role that the options name.</summary>
internal sealed class AwsAssumedRole(AwsOptions options, HttpClient client, string region, TimeProvider time, Func<Task<AWSCredentials>>? chain)
{
    /// <summary>What the role's calls are seen under.</summary>
    public const string SessionName = "lumina-environments";

    /// <returns>The role's credentials, and when they end.</returns>
    /// <exception cref="ProviderException">It can't be assumed.</exception>
    public async Task<(ImmutableCredentials Credentials, DateTimeOffset? Ends)> AssumeAsync(CancellationToken cancellationToken)
    {
        AwsApi api = new(client, token => AwsCredentialSource.ResolveAsync(options, chain, time, token), region, options.EndpointUrl, time);
        Dictionary<string, string> parameters = new(StringComparer.Ordinal)
        {
            ["RoleArn"] = options.RoleArn!,
            ["RoleSessionName"] = SessionName,
        };
        if (options.RoleExternalId is { } external)
        {
            parameters["ExternalId"] = external;
        }

        XElement answer;
        try
        {
            answer = await api.QueryAsync(AwsService.Sts, "AssumeRole", parameters, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsApiException exception)
        {
            throw AwsErrors.Explain(exception, $"assume the role '{options.RoleArn}' (its trust policy must name the identity, and the external id if it asks for one)");
        }

        return answer.First("AccessKeyId") is { } key && answer.First("SecretAccessKey") is { } secret
            ? (new ImmutableCredentials(key, secret, answer.First("SessionToken")), ReadEnd(answer.First("Expiration")))
            : throw new ProviderException($"AWS gave no credentials for the role '{options.RoleArn}'. Look whether AwsOptions.EndpointUrl is meant.");
    }

    private static DateTimeOffset? ReadEnd(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset end) ? end : null;
}
