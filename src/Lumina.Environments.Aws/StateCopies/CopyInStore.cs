using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>A copy in the environments' store, as a secret of its environment.</summary>
/// <param name="record">The environment's place for it.</param>
internal sealed class CopyInStore(IProviderRecord record) : ICopyPlace
{
    public string Name => "the record in the environments' store";

    public Task<byte[]?> FindAsync(CancellationToken cancellationToken) => Task.FromResult(record.Find()?.TryReveal() is { } text ? Read(text) : null);

    public Task WriteAsync(byte[] copy, CancellationToken cancellationToken) => record.KeepAsync(new Secret(Convert.ToBase64String(copy)), cancellationToken).AsTask();

    public Task RemoveAsync(CancellationToken cancellationToken) => record.KeepAsync(record: null, cancellationToken).AsTask();

    /// <summary>What is no base64 is no copy either, which its reader finds out.</summary>
    private static byte[] Read(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? bytes[..length] : [];
    }
}
