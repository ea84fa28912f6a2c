namespace Lumina.Environments;

/// <summary>A secret that is taken out of texts until this is disposed.</summary>
internal sealed class HiddenSecret(Action forget) : IDisposable
{
    private Action? _forget = forget;

    public static IDisposable None { get; } = new HiddenSecret(static () => { });

    public void Dispose() => Interlocked.Exchange(ref _forget, null)?.Invoke();
}
