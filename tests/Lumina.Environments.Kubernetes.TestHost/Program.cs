using System.Globalization;

namespace Lumina.Environments.Kubernetes.TestHost;

/// <summary>
/// Takes an environment through all of its life and waits to be killed. Arguments: the kubeconfig, the installation, the file of the store, and what becomes
/// of a half-made environment. It says each event that was acknowledged: <c>event SEQUENCE TYPE</c>, and <c>ended</c> last.
/// </summary>
internal static class Program
{
    private static async Task Main(string[] arguments)
    {
        using StreamWriter output = new(Console.OpenStandardOutput()) { AutoFlush = true };
        TextWriter says = TextWriter.Synchronized(output);
        await using EnvironmentManager manager = RecoveryLab.Manager(arguments[0], arguments[1], arguments[2], "killed");
        using IDisposable saying = manager.Events.Subscribe(new SayingObserver(says));
        EnvironmentId id = (await manager.ProvisionAsync(RecoveryLab.Shop(Enum.Parse<InterruptionPolicy>(arguments[3])))).Id;
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
