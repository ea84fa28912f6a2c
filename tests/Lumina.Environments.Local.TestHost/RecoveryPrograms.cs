using System.Globalization;
using System.Runtime.Versioning;

namespace Lumina.Environments.Local.TestHost;

/// <summary>What processes do to environments in a store that others have, too. Each says its events.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RecoveryPrograms(string token, string baseDirectory, TextWriter output)
{
    /// <summary>Takes an environment through all of its life, and waits to be killed.</summary>
    public Task LiveAsync(LocalLifetime lifetime, InterruptionPolicy onInterruption) => WithManagerAsync(lifetime, "killed", machine: null, async (manager, _) =>
    {
        EnvironmentId id = (await manager.ProvisionAsync(RecoveryLab.Shop(token, onInterruption))).Id;
        await manager.RestartAsync(id, ComponentName.Service("api"));
        await manager.ExtendAsync(id, TimeSpan.FromHours(1));
        await manager.StopAsync(id);
        await manager.StartAsync(id);
        await manager.TerminateAsync(id);
        output.WriteLine("ended");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    });

    /// <summary>Provisions an environment that ends with this process, and keeps it.</summary>
    public Task HoldAsync() => WithManagerAsync(LocalLifetime.Process, "holding", machine: null, async (manager, _) =>
    {
        await manager.ProvisionAsync(RecoveryLab.Shop(token, InterruptionPolicy.RollBack));
        output.WriteLine("made");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    });

    /// <summary>Provisions what is never ready, and says why it gave up.</summary>
    /// <param name="machine">The machine on which it pretends to be; empty for the true one.</param>
    public Task WaitAsync(string machine) => WithManagerAsync(LocalLifetime.Environment, "paused", machine.Length > 0 ? machine : null, async (manager, _) =>
    {
        try
        {
            await manager.ProvisionAsync(RecoveryLab.NeverReady(token));
            output.WriteLine("gave-up nothing");
        }
        catch (EnvironmentException exception)
        {
            output.WriteLine($"gave-up {exception.GetType().Name}");
        }
    });

    /// <summary>Does to an environment whatever may be done, for a time, while others do the same.</summary>
    public Task RaceAsync(EnvironmentId id, TimeSpan duration, string actor) => WithManagerAsync(LocalLifetime.Environment, actor, machine: null, async (manager, heard) =>
    {
        TimeProvider time = TimeProvider.System;
        long begun = time.GetTimestamp();
        Random random = new(actor.Length + actor[^1]);
        long last = 0;
        int done = 0;
        int refused = 0;
        while (time.GetElapsedTime(begun) < duration || done == 0)
        {
            try
            {
                last = (await DoAsync(random.Next(5))).Version;
                done++;
            }
            catch (InvalidEnvironmentStateException)
            {
                refused++;
            }
        }

        await heard.HearAsync(last);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"raced {done} {refused}"));

        Task<EnvironmentSnapshot> DoAsync(int what) => what switch
        {
            0 => manager.StopAsync(id),
            1 => manager.StartAsync(id),
            2 => manager.RestartAsync(id, ComponentName.Service("first")),
            3 => manager.RestartAsync(id, ComponentName.Service("second")),
            _ => manager.ExtendAsync(id, TimeSpan.FromMinutes(1)),
        };
    });

    private async Task WithManagerAsync(LocalLifetime lifetime, string actor, string? machine, Func<EnvironmentManager, SayingObserver, Task> action)
    {
        EnvironmentManager manager = RecoveryLab.Manager(token, baseDirectory, lifetime, actor, machine);
        await using (manager)
        {
            SayingObserver observer = new(output);
            using IDisposable saying = manager.Events.Subscribe(observer);
            output.WriteLine($"begin {actor}");
            await action(manager, observer);
        }

        output.WriteLine("done");
    }
}
