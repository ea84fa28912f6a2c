using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>The bucket in which copies of records are.</summary>
/// <param name="options">Which.</param>
/// <param name="session">Whose credentials, and where.</param>
internal sealed class StateBucket(AwsStateCopyOptions options, AwsSession session)
{
    private static readonly TimeSpan AttemptBound = TimeSpan.FromSeconds(30);

    private readonly string _name = options.Bucket!;

    /// <summary>Why copies can't be kept there; null where nothing is known against it.</summary>
    /// <exception cref="ProviderException">It was not reached.</exception>
    public Task<string?> FindObstacleAsync(CancellationToken cancellationToken) => CallAsync<string?>("look whether it is closed to the public", async client =>
    {
        try
        {
            GetPublicAccessBlockResponse found = await client.GetPublicAccessBlockAsync(new GetPublicAccessBlockRequest { BucketName = _name }, cancellationToken).ConfigureAwait(false);
            PublicAccessBlockConfiguration block = found.PublicAccessBlockConfiguration;
            return block is { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true } ? null : NotClosed;
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchPublicAccessBlockConfiguration")
        {
            return NotClosed;
        }
    });

    /// <summary>The bytes under a key; null where there are none.</summary>
    /// <inheritdoc cref="FindObstacleAsync" path="/exception"/>
    public Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken) => CallAsync<byte[]?>($"read '{key}'", async client =>
    {
        try
        {
            using GetObjectResponse found = await client.GetObjectAsync(_name, KeyOf(key), cancellationToken).ConfigureAwait(false);
            using MemoryStream bytes = new();
            await found.ResponseStream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes.ToArray();
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    });

    /// <summary>Writes under a key, in one piece.</summary>
    /// <inheritdoc cref="FindObstacleAsync" path="/exception"/>
    public Task WriteAsync(string key, byte[] bytes, CancellationToken cancellationToken) => CallAsync($"write '{key}'", client => client.PutObjectAsync(
        new PutObjectRequest
        {
            BucketName = _name,
            Key = KeyOf(key),
            InputStream = new MemoryStream(bytes),
            ContentType = "application/zip",
            ServerSideEncryptionMethod = options.KmsKeyId is null ? ServerSideEncryptionMethod.AES256 : ServerSideEncryptionMethod.AWSKMS,
            ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId,
        },
        cancellationToken));

    /// <summary>Removes what is under a key, if there is anything. Where the bucket keeps versions, these stay.</summary>
    /// <inheritdoc cref="FindObstacleAsync" path="/exception"/>
    public Task RemoveAsync(string key, CancellationToken cancellationToken) =>
        CallAsync($"remove '{key}'", client => client.DeleteObjectAsync(_name, KeyOf(key), cancellationToken));

    private static string NotClosed => "is not closed to the public, and the copies hold passwords: set all four of its settings that block public access";

    private string KeyOf(string key) => options.Prefix + key;

    private async Task<T> CallAsync<T>(string purpose, Func<AmazonS3Client, Task<T>> call)
    {
        try
        {
            using AmazonS3Client client = await OpenAsync().ConfigureAwait(false);
            return await call(client).ConfigureAwait(false);
        }
        catch (AmazonS3Exception exception)
        {
            string advice = exception.ErrorCode switch
            {
                "NoSuchBucket" => "There is no such bucket: make one, private and encrypted, or name another in AwsOptions.StateCopies.",
                "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" => "The bucket is in another region: name it in AwsOptions.StateCopies.Region.",
                _ => AwsAdvice.Find(exception.ErrorCode ?? "") ?? "It is the bucket of AwsOptions.StateCopies.",
            };
            throw new ProviderException($"the bucket '{_name}' did not let us {purpose}: {(int)exception.StatusCode} {exception.ErrorCode}: {exception.Message} {advice}", exception)
            {
                IsTransient = exception.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
            };
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException or IOException)
        {
            throw new ProviderException($"the bucket '{_name}' of AwsOptions.StateCopies was not reached to {purpose}: {exception.Message}", exception) { IsTransient = true };
        }
    }

    private async Task<AmazonS3Client> OpenAsync()
    {
        ImmutableCredentials found = await session.GetCredentialsAsync(CancellationToken.None).ConfigureAwait(false);
        AWSCredentials credentials = string.IsNullOrEmpty(found.Token)
            ? new BasicAWSCredentials(found.AccessKey, found.SecretKey)
            : new SessionAWSCredentials(found.AccessKey, found.SecretKey, found.Token);
        AmazonS3Config config = new() { Timeout = AttemptBound, MaxErrorRetry = 3 };
        if (session.EndpointUrl is { } endpoint)
        {
            (config.ServiceURL, config.AuthenticationRegion, config.ForcePathStyle) = (endpoint.ToString(), session.Region, true);
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(session.Region);
        }

        return new AmazonS3Client(credentials, config);
    }
}
