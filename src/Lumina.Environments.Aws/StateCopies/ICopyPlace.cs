namespace Lumina.Environments.Aws;

/// <summary>Where the copy of one environment's record is kept.</summary>
internal interface ICopyPlace
{
    /// <summary>What it is called in a sentence.</summary>
    string Name { get; }

    /// <summary>The copy's bytes; null where there is none.</summary>
    Task<byte[]?> FindAsync(CancellationToken cancellationToken);

    Task WriteAsync(byte[] copy, CancellationToken cancellationToken);

    Task RemoveAsync(CancellationToken cancellationToken);
}
