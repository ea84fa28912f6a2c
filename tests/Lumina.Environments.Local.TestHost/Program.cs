using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lumina.Environments.Local.TestHost;

/// <summary>
/// Starts all sorts of children and waits to be killed. Arguments: the token, the base directory, then any of
/// <c>memory</c> (a directory in memory), <c>postgres=BIN</c>, <c>redis=FILE</c>, <c>churn</c> (children without end), <c>kept</c>. Or <c>provision=ENVIRONMENT</c> and the names of components, which are made to outlive it.
/// It writes a line for each thing that it has started, and "ready" last.
/// Or <c>first</c>: it says how children of the first process of a container end.
/// Or one of <see cref="RecoveryPrograms"/>: <c>live LIFETIME INTERRUPTION</c>, <c>wait MACHINE</c>, <c>race ENVIRONMENT SECONDS ACTOR</c>.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class Program
{
    private static async Task Main(string[] arguments)
    {
        using StreamWriter output = new(new FileStream("/dev/stdout", FileMode.Open, FileAccess.Write)) { AutoFlush = true };
        if (arguments is [var token, var directory, var provision, .. var components] && provision.StartsWith("provision=", StringComparison.Ordinal))
        {
            await ProvisionAsync(new KeptLab(token, directory, provision["provision=".Length..]), components, output);
            return;
        }

        if (arguments is [var first, var place, "first"])
        {
            await EndAsync(first, place, output);
            return;
        }

        RecoveryPrograms programs = new(arguments[0], arguments[1], TextWriter.Synchronized(output));
        switch (arguments[2..])
        {
            case ["live", var lifetime, var onInterruption]:
                await programs.LiveAsync(Enum.Parse<LocalLifetime>(lifetime), Enum.Parse<InterruptionPolicy>(onInterruption));
                return;
            case ["hold"]:
                await programs.HoldAsync();
                return;
            case ["wait", var machine]:
                await programs.WaitAsync(machine);
                return;
            case ["race", var environment, var seconds, var actor]:
                await programs.RaceAsync(EnvironmentId.Parse(environment), TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), actor);
                return;
        }

        // Its argument tells whose it is, whatever else it has shaken off.
        string sleep = $"sleep 600.{arguments[0]}";
        ProcessHost host = ProcessHost.Start(
            new ProcessHostOptions(arguments[0]) { BaseDirectory = arguments[1] }, TimeProvider.System, NullLogger<ProcessHost>.Instance);
        await output.WriteLineAsync($"guardian {host.GuardianProcessId}");
        Directory.CreateDirectory(Path.Combine(host.RootDirectory, "work"));
        PortReservation port = PortReservation.Take();
        await output.WriteLineAsync($"port {port.Port}");

        await StartAsync("SLEEP");
        await StartAsync("SLEEP & SLEEP & wait");
        await StartAsync("trap '' TERM HUP INT; while :; do SLEEP; done");
        await StartAsync("(setsid sh -c 'SLEEP & wait' &) ; SLEEP");
        await StartAsync("(env -i setsid sh -c 'SLEEP & wait' &) ; exit 0");
        if (arguments.Contains("memory"))
        {
            string memory = host.OwnDirectory("/dev/shm");
            await File.WriteAllTextAsync(Path.Combine(memory, "file"), "x");
        }

        foreach (string argument in arguments)
        {
            if (argument.StartsWith("postgres=", StringComparison.Ordinal))
            {
                await StartPostgresAsync(host, argument["postgres=".Length..], output);
            }
        }

        if (Array.Find(arguments, argument => argument.StartsWith("redis=", StringComparison.Ordinal)) is { } redis)
        {
            ChildProcess server = await host.StartAsync(new ProcessLaunch(redis["redis=".Length..])
            {
                Arguments = ["--port", $"{port.Port}", "--bind", "127.0.0.1", "--save", ""],
            });
            await UntilItSaysAsync(server, "Ready to accept connections");
        }

        if (arguments.Contains("kept"))
        {
            ChildProcess kept = await host.StartAsync(Shell($"{sleep} & {sleep}") with { Lifetime = ProcessLifetime.Kept, WorkingDirectory = "/" });
            await output.WriteLineAsync($"kept {kept.Identity}");
        }

        await output.WriteLineAsync("ready");
        while (arguments.Contains("churn"))
        {
            await StartAsync("(setsid SLEEP &); sleep 0.0" + RandomNumberGenerator.GetInt32(10));
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        GC.KeepAlive(port);

        async Task StartAsync(string script) => await host.StartAsync(Shell(script.Replace("SLEEP", sleep, StringComparison.Ordinal)));
    }

    private static async Task ProvisionAsync(KeptLab lab, string[] components, StreamWriter output)
    {
        await output.WriteLineAsync("begin");
        await Task.WhenAll(components.Select(async component =>
        {
            await lab.ProvisionAsync(component);
            await output.WriteLineAsync($"made-{component}");
        }));
        await output.WriteLineAsync("ready");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        await lab.DisposeAsync();
    }

    private static ProcessLaunch Shell(string script) => new("/bin/sh") { Arguments = ["-c", script] };

    private static async Task UntilItSaysAsync(ChildProcess server, string words)
    {
        await foreach (string line in server.Output.ReadLinesAsync(CancellationToken.None))
        {
            if (line.Contains(words, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"{server.Name} ended: {string.Join("\n", server.Output.LastLines(20))}");
    }

    private static async Task StartPostgresAsync(ProcessHost host, string binaries, StreamWriter output)
    {
        UserAccount? user = UserAccount.HostIsRoot ? UserAccount.FindFirst("postgres") : null;
        string data = Path.Combine(host.OwnDirectory("/dev/shm"), "data");
        Directory.CreateDirectory(data);
        File.SetUnixFileMode(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        user?.Own(data);
        ProcessLaunch initialize = new(Path.Combine(binaries, "initdb"))
        {
            Arguments = ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync"],
            WorkingDirectory = data,
            UnprivilegedUser = user,
        };
        ChildProcess initdb = await host.StartAsync(initialize);
        if ((await initdb.Exit).Code != 0)
        {
            await output.WriteLineAsync($"initdb failed: {initdb.Output.ReadAll()}");
            return;
        }

        // As a stock server: all kinds of shared memory, and a backend that is busy.
        ChildProcess server = await host.StartAsync(new ProcessLaunch(Path.Combine(binaries, "postgres"))
        {
            Arguments = ["-D", data, "-k", data, "-c", "listen_addresses="],
            WorkingDirectory = data,
            UnprivilegedUser = user,
        });
        await UntilItSaysAsync(server, "ready to accept connections");
        ChildProcess client = await host.StartAsync(new ProcessLaunch(Path.Combine(binaries, "psql"))
        {
            Arguments = ["-h", data, "-U", "postgres", "-Atc", "select 'busy'", "-c", "select count(*) from generate_series(1, 100000000000)"],
            UnprivilegedUser = user,
            WorkingDirectory = data,
        });
        await foreach (string line in client.Output.ReadLinesAsync(CancellationToken.None))
        {
            await output.WriteLineAsync($"postgres {server.Id} {line}");
            break;
        }
    }

    private static async Task EndAsync(string token, string directory, StreamWriter output)
    {
        if (Environment.ProcessId == 1)
        {
            // From its first process on .NET collects the ends of all.
            using System.Diagnostics.Process own = System.Diagnostics.Process.Start("true");
            await own.WaitForExitAsync();
        }

        ProcessHost host = ProcessHost.Start(new ProcessHostOptions(token) { BaseDirectory = directory }, TimeProvider.System, NullLogger<ProcessHost>.Instance);
        await using (host)
        {
            string[] scripts = ["exit 0", "exit 7", "echo said; exit 3", "kill -SEGV $$"];
            foreach (string script in Enumerable.Repeat(scripts, 5).SelectMany(all => all))
            {
                ChildProcess child = await host.StartAsync(new ProcessLaunch("/bin/sh") { Arguments = ["-c", script] });
                ProcessExit exit = await child.Exit;
                await output.WriteLineAsync($"{script}: {exit} {string.Join(' ', child.Output.LastLines(5))}".TrimEnd());
            }

            ChildProcess polite = await host.StartAsync(new ProcessLaunch("/bin/sh") { Arguments = ["-c", "trap 'echo bye; exit 5' TERM; echo up; while :; do sleep 0.1; done"] });
            await UntilItSaysAsync(polite, "up");
            await polite.StopAsync();
            await output.WriteLineAsync($"stopped: {await polite.Exit} {polite.Output.LastLines(1)[0]}");
        }

        await output.WriteLineAsync($"left: {Directory.GetDirectories(directory).Length}");
    }
}
