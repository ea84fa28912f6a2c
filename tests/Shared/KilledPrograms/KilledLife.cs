using System.Globalization;

namespace Lumina.Environments.Kills;

/// <summary>Takes an environment through all of its life and waits to be killed. It says each event that was acknowledged: <c>event SEQUENCE TYPE</c>, and <c>ended</c> last.</summary>
internal static class KilledLife
{
    /// <param name="manager">Its manager.</param>
    /// <param name="spec">What is made; it has a service <c>api</c>.</param>
    public static async Task RunAsync(EnvironmentManager manager, EnvironmentSpec spec)
    {
        using StreamWriter output = new(Console.OpenStandardOutput()) { AutoFlush = true };
        TextWriter says = TextWriter.Synchronized(output);
        using IDisposable saying = manager.Events.Subscribe(new SayingObserver(says));
        EnvironmentId id = (await manager.ProvisionAsync(spec)).Id;
        await manager.RestartAsync(id, ComponentName.Service("api"));
        await manager.ExtendAsync(id, TimeSpan.FromHours(1));
        await manager.StopAsync(id);
        await manager.StartAsync(id);
        await manager.TerminateAsync(id);
        await says.WriteLineAsync("ended");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }

    private sealed class SayingObserver(TextWriter output) : IObserver<EnvironmentEvent>
    {
        public void OnNext(EnvironmentEvent value) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"event {value.Sequence} {value.GetType().Name}"));

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => output.WriteLine($"failed {error.Message}");
    }
}
