using System.Globalization;

namespace Lumina.Environments.Local.TestHost;

/// <summary>Says each event that was acknowledged: <c>event ENVIRONMENT SEQUENCE TYPE</c>.</summary>
internal sealed class SayingObserver(TextWriter output) : IObserver<EnvironmentEvent>
{
    public void OnNext(EnvironmentEvent value) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"event {value.EnvironmentId} {value.Sequence} {value.GetType().Name}"));

    public void OnCompleted() => output.WriteLine("completed");

    public void OnError(Exception error) => output.WriteLine($"failed {error.Message}");
}
