using System.Globalization;

namespace Lumina.Environments.Local.TestHost;

/// <summary>Says each event that was acknowledged: <c>event ENVIRONMENT SEQUENCE TYPE</c>.</summary>
internal sealed class SayingObserver(TextWriter output) : IObserver<EnvironmentEvent>
{
    private long _last;

    public void OnNext(EnvironmentEvent value)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"event {value.EnvironmentId} {value.Sequence} {value.GetType().Name}"));
        Volatile.Write(ref _last, value.Sequence);
    }

    /// <summary>Waits until it has said so much of the only environment: events come a moment after the verb returns.</summary>
    public async Task HearAsync(long sequence)
    {
        while (Volatile.Read(ref _last) < sequence)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    public void OnCompleted() => output.WriteLine("completed");

    public void OnError(Exception error) => output.WriteLine($"failed {error.Message}");
}
