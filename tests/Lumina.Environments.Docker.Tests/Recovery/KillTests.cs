using System.Globalization;
using Lumina.Environments.Docker.TestHost;
using Lumina.Environments.Kills;

namespace Lumina.Environments.Docker.Tests.Recovery;

/// <summary>A process is killed at a moment of an environment's life: another one finds what it left, and nothing is left that should not be, exists twice or was forgotten.</summary>
public sealed class KillTests
{
    /// <summary>The soak tries other moments with another seed.</summary>
    public const string SeedVariable = "LUMINA_SOAK_SEED";
    public const string KillsVariable = "LUMINA_SOAK_CONTAINER_KILLS";

    private const int Seed = 20261128;

    /// <summary>An environment's whole life has about so many events.</summary>
    private const int Events = 60;
    private const int LongestDelay = 300;
    private const int Containers = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static TheoryData<int, DockerLifetime, InterruptionPolicy, int, int> Few() => Moments(Seed, 3);

    public static TheoryData<int, DockerLifetime, InterruptionPolicy, int, int> Many() => Moments(Number(SeedVariable, Seed + 1), Number(KillsVariable, 30));

    [SkippableTheory]
    [Trait("Category", "Termination")]
    [MemberData(nameof(Few))]
    public Task A_process_killed_at_any_moment_loses_nothing_and_leaves_nothing(int kill, DockerLifetime lifetime, InterruptionPolicy onInterruption, int events, int milliseconds) =>
        KillAndRecoverAsync(kill, lifetime, onInterruption, events, milliseconds);

    [SkippableTheory]
    [Trait("Category", "Soak")]
    [MemberData(nameof(Many))]
    public Task A_process_killed_at_many_moments_loses_nothing_and_leaves_nothing(int kill, DockerLifetime lifetime, InterruptionPolicy onInterruption, int events, int milliseconds) =>
        KillAndRecoverAsync(kill, lifetime, onInterruption, events, milliseconds);

    private static async Task KillAndRecoverAsync(int kill, DockerLifetime lifetime, InterruptionPolicy onInterruption, int events, int milliseconds)
    {
        await DockerLab.RequireAsync();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lumina-docker-");
        try
        {
            string installation = $"killed-{Guid.CreateVersion7():N}";
            string store = Path.Combine(directory.FullName, "store.db");
            using KilledHost host = new("Lumina.Environments.Docker.TestHost", installation, store, lifetime.ToString(), onInterruption.ToString());
            await host.UntilAsync(events);
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
            await host.KillAsync();
            await RecoverAsync(new EngineView(installation), installation, store, lifetime, $"kill {kill}, {milliseconds} ms after '{host.Lines.LastOrDefault()}'");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task RecoverAsync(EngineView engine, string installation, string store, DockerLifetime lifetime, string moment)
    {
        using (engine)
        {
            await using EnvironmentManager manager = RecoveryLab.Manager(installation, store, lifetime, "second");
            RecoveryReport report = await manager.RecoverAsync().WaitAsync(Patience, TimeProvider.System);
            string killed = $"{moment}, and recovery says: {report}";
            report.Undecided.Should().BeEmpty(killed);
            SweepReport sweep = await manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });
            killed += $"; the sweep says: {sweep}";

            EnvironmentSnapshot? environment = await manager.QueryAsync(new EnvironmentQuery()).SingleOrDefaultAsync() is { } found ? await manager.FindAsync(found.Id) : null;
            await IsTrueAsync(engine, environment, lifetime, killed);
            if (environment is { IsActive: true })
            {
                await manager.TerminateAsync(environment.Id);
            }

            (await engine.LeftAsync()).Should().BeEmpty(killed);
        }
    }

    /// <summary>What is there is what the environment says of itself: each once, or none.</summary>
    private static async Task IsTrueAsync(EngineView engine, EnvironmentSnapshot? environment, DockerLifetime lifetime, string killed)
    {
        IReadOnlyList<string> there = await engine.LeftAsync();
        IEnumerable<string> containers = there.Where(line => line.StartsWith("container", StringComparison.Ordinal));
        switch (environment?.Status)
        {
            case null or EnvironmentStatus.Terminated or EnvironmentStatus.Failed:
                there.Should().BeEmpty(killed);
                break;
            case EnvironmentStatus.Ready or EnvironmentStatus.Running or EnvironmentStatus.Stopped when lifetime == DockerLifetime.Process:
                containers.Should().BeEmpty($"what ends with its process has ended: {killed}");
                break;
            case EnvironmentStatus.Stopped:
                containers.Should().HaveCount(Containers, killed).And.OnlyContain(line => line.Contains("Exited", StringComparison.Ordinal) || line.Contains("Created", StringComparison.Ordinal), killed);
                break;
            case EnvironmentStatus.Ready or EnvironmentStatus.Running:
                containers.Should().HaveCount(Containers, killed).And.OnlyContain(line => line.Contains("Up", StringComparison.Ordinal), killed);
                break;
            default:
                Assert.Fail($"The environment is {environment!.Status}: {killed}");
                break;
        }
    }

    private static TheoryData<int, DockerLifetime, InterruptionPolicy, int, int> Moments(int seed, int count)
    {
        Random random = new(seed);
        TheoryData<int, DockerLifetime, InterruptionPolicy, int, int> moments = [];
        for (int i = 0; i < count; i++)
        {
            DockerLifetime lifetime = i % 3 == 2 ? DockerLifetime.Process : DockerLifetime.Environment;
            InterruptionPolicy onInterruption = i % 2 == 0 ? InterruptionPolicy.RollBack : InterruptionPolicy.Resume;
            moments.Add(i + 1, lifetime, onInterruption, random.Next(1, Events), random.Next(LongestDelay));
        }

        return moments;
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
