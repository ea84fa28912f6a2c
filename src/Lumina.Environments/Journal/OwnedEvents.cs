namespace Lumina.Environments;

/// <summary>The events of one owner's environments, or of all.</summary>
internal sealed class OwnedEvents(EnvironmentEventStream stream, string? owner) : IObservable<EnvironmentEvent>
{
    public IDisposable Subscribe(IObserver<EnvironmentEvent> observer) => stream.Subscribe(observer, owner);
}
