namespace Lumina.Environments.Aws;

/// <summary>A copy in the bucket that machines share.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="key">Under which name.</param>
internal sealed class CopyInBucket(StateBucket bucket, string key) : ICopyPlace
{
    public string Name => $"'{key}' in the bucket of AwsOptions.StateCopies";

    public Task<byte[]?> FindAsync(CancellationToken cancellationToken) => bucket.FindAsync(key, cancellationToken);

    public Task WriteAsync(byte[] copy, CancellationToken cancellationToken) => bucket.WriteAsync(key, copy, cancellationToken);

    public Task RemoveAsync(CancellationToken cancellationToken) => bucket.RemoveAsync(key, cancellationToken);
}
