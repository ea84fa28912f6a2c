using Amazon.Runtime;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Who we are on AWS, in one region: credentials, account, and calls with them.</summary>
internal sealed class AwsSession : IDisposable
{
    /// <summary>A role's credentials are renewed this long before they end.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(5);

    private readonly AwsOptions _options;
    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly Func<Task<AWSCredentials>>? _chain;
    private readonly SemaphoreSlim _gate = new(1);
    private (ImmutableCredentials Credentials, DateTimeOffset? Ends)? _role;
    private string? _account;

    /// <summary>Opens it; nobody is asked yet.</summary>
    /// <param name="options">Whose credentials, and where AWS is.</param>
    /// <param name="region">The region.</param>
    /// <param name="client">Sends; shared.</param>
    /// <param name="time">The clock.</param>
    /// <param name="chain">In place of the SDK's default chain.</param>
    public AwsSession(AwsOptions options, string region, HttpClient client, TimeProvider time, Func<Task<AWSCredentials>>? chain = null)
    {
        (_options, Region, _client, _time, _chain) = (options, region, client, time, chain);
        Api = new AwsApi(client, GetCredentialsAsync, region, options.EndpointUrl, time);
    }

    public string Region { get; }

    public Uri? EndpointUrl => _options.EndpointUrl;

    /// <summary>Calls with these credentials in this region.</summary>
    public AwsApi Api { get; }

    /// <summary>The credentials that calls are made with: the role's, where the options name one.</summary>
    /// <exception cref="ProviderException">There are none, or the role can't be assumed.</exception>
    public async Task<ImmutableCredentials> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        if (_options.RoleArn is null)
        {
            return await AwsCredentialSource.ResolveAsync(_options, _chain, _time, cancellationToken).ConfigureAwait(false);
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_role is not { } role || role.Ends - Reserve < _time.GetUtcNow())
            {
                role = await new AwsAssumedRole(_options, _client, Region, _time, _chain).AssumeAsync(cancellationToken).ConfigureAwait(false);
                _role = role;
            }

            return role.Credentials;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The number of the account, asked once.</summary>
    /// <exception cref="ProviderException">There are no credentials, they are wrong, or AWS is not reached.</exception>
    public async Task<string> GetAccountAsync(CancellationToken cancellationToken)
    {
        if (_account is null)
        {
            try
            {
                _account = (await Api.QueryAsync(AwsService.Sts, "GetCallerIdentity", [], cancellationToken).ConfigureAwait(false)).First("Account");
            }
            catch (AwsApiException exception)
            {
                throw AwsErrors.Explain(exception, "ask whose the credentials are");
            }
        }

        return _account ?? throw new ProviderException($"What answers at {AwsService.Sts.Endpoint(Region, EndpointUrl)} does not say whose the credentials are. Look whether AwsOptions.EndpointUrl is meant.");
    }

    /// <summary>Refuses to go on in another account or region than where something was made. Before every destructive call.</summary>
    /// <exception cref="ProviderException">It is another.</exception>
    public async Task RequireAccountAsync(string account, string region, CancellationToken cancellationToken)
    {
        string ours = await GetAccountAsync(cancellationToken).ConfigureAwait(false);
        if (ours != account)
        {
            throw new ProviderException(
                $"This belongs to the AWS account {account}, and the credentials are of the account {ours}: nothing was done. Give credentials of {account} (AwsOptions.Profile, RoleArn or Credentials; AWS_PROFILE).");
        }

        if (Region != region)
        {
            throw new ProviderException($"This was made in the region {region} of the AWS account {account}, and this session is of {Region}: nothing was done.");
        }
    }

    /// <summary>What terraform needs to be the same identity in the same place; a role is assumed by its provider (<see cref="AwsMainPart"/>). Null takes a variable away. It holds secrets.</summary>
    /// <inheritdoc cref="GetCredentialsAsync" path="/exception"/>
    public async Task<IReadOnlyDictionary<string, string?>> GetTerraformVariablesAsync(CancellationToken cancellationToken)
    {
        ImmutableCredentials credentials = await AwsCredentialSource.ResolveAsync(_options, _chain, _time, cancellationToken).ConfigureAwait(false);
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AWS_ACCESS_KEY_ID"] = credentials.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = credentials.SecretKey,
            ["AWS_SESSION_TOKEN"] = string.IsNullOrEmpty(credentials.Token) ? null : credentials.Token,
            ["AWS_REGION"] = Region,
            ["AWS_DEFAULT_REGION"] = null,
            ["AWS_ENDPOINT_URL"] = EndpointUrl?.ToString().TrimEnd('/'),

            // The credentials are resolved: nothing of the host may put others before them.
            ["AWS_PROFILE"] = null,
            ["AWS_DEFAULT_PROFILE"] = null,
            ["AWS_ROLE_ARN"] = null,
            ["AWS_WEB_IDENTITY_TOKEN_FILE"] = null,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
    }

    public void Dispose() => _gate.Dispose();
}
