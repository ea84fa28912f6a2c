namespace Lumina.Environments;

/// <summary>Where copies of terraform's record of each environment go, so that another machine can stop, start and terminate what this one has made.</summary>
public sealed class AwsStateCopyOptions
{
    /// <summary>Whether they are kept in the environments' store, encrypted as that encrypts secrets (<c>UseSqlite</c> does). Not beside a <see cref="Bucket"/>. Default: no.</summary>
    public bool InStore { get; set; }

    /// <summary>A bucket of S3 that is there and is closed to the public. The copies hold passwords: who may read them can use the environments. Default: none, no copies.</summary>
    public string? Bucket { get; set; }

    /// <summary>The bucket's region. Default: <see cref="AwsOptions.Region"/>, else as the AWS SDK finds it.</summary>
    public string? Region { get; set; }

    /// <summary>The key of KMS that encrypts the copies. Default: none, S3 encrypts them by its own keys.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>What the names of the copies begin with. Default: <c>lumina-environments/</c>.</summary>
    public string Prefix { get; set; } = "lumina-environments/";
}
