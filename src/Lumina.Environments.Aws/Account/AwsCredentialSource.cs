using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Where credentials come from before any role is assumed: the options, else the AWS SDK's chain.</summary>
internal static class AwsCredentialSource
{
    /// <summary>The chain ends with a machine's metadata service, which outside of AWS may just not answer.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <exception cref="ProviderException">There are none; the message says where they were looked for.</exception>
    public static async Task<ImmutableCredentials> ResolveAsync(AwsOptions options, Func<Task<AWSCredentials>>? chain, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            // Parts of the chain block.
            ImmutableCredentials? found = await Task.Run(
                async () => await (await FindAsync(options, chain).ConfigureAwait(false)).GetCredentialsAsync().ConfigureAwait(false),
                cancellationToken).WaitAsync(Bound, time, cancellationToken).ConfigureAwait(false);
            return found is { AccessKey.Length: > 0, SecretKey.Length: > 0 } ? found : throw new AmazonClientException("what is there is empty");
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or TimeoutException or InvalidOperationException)
        {
            throw new ProviderException($"There are no AWS credentials. {HowTo(options)} Looked in {Describe(options)}; the AWS SDK says: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", exception);
        }
    }

    private static async Task<AWSCredentials> FindAsync(AwsOptions options, Func<Task<AWSCredentials>>? chain) =>
        options switch
        {
            { Credentials: { } given } => given,
            { Profile: { } profile } => new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out AWSCredentials? found)
                ? found
                : throw new AmazonClientException("no profile of that name has credentials"),
            _ => await (chain ?? (() => DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync()))().ConfigureAwait(false),
        };

    private static string Describe(AwsOptions options) => options switch
    {
        { Credentials: not null } => "AwsOptions.Credentials",
        { Profile: { } profile } => $"the profile '{profile}' of the AWS configuration files",
        _ => "the AWS SDK's chain: the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, the AWS configuration files, a container's or a machine's role",
    };

    private static string HowTo(AwsOptions options) => options.Profile is { } profile
        ? $"Run 'aws configure --profile {profile}' or 'aws sso login --profile {profile}', or name another in AwsOptions.Profile."
        : "Run 'aws configure' or 'aws sso login', set the variables, or give AwsOptions.Profile or AwsOptions.Credentials.";
}
