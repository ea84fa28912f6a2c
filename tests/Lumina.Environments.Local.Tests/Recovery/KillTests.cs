using System.Globalization;
using System.Runtime.Versioning;

namespace Lumina.Environments.Local.Tests.Recovery;

/// <summary>A process is killed at a moment of an environment's life: another one finds what it left, and nothing is left that should not be, exists twice or was forgotten.</summary>
[SupportedOSPlatform("linux")]
public sealed class KillTests
{
    /// <summary>The soak tries other moments with another seed.</summary>
    public const string SeedVariable = "LUMINA_SOAK_SEED";
    public const string KillsVariable = "LUMINA_SOAK_KILLS";

    private const int Seed = 20261125;

    /// <summary>An environment's whole life has about so many events.</summary>
    private const int Events = 40;
    private const int LongestDelay = 60;

    public static TheoryData<int, LocalLifetime, InterruptionPolicy, int, int> Dozen() => Moments(Seed, 12);

    public static TheoryData<int, LocalLifetime, InterruptionPolicy, int, int> Hundreds() => Moments(Number(SeedVariable, Seed + 1), Number(KillsVariable, 200));

    [SkippableTheory]
    [Trait("Category", "Local")]
    [MemberData(nameof(Dozen))]
    public Task A_process_killed_at_any_moment_loses_nothing_and_leaves_nothing(int kill, LocalLifetime lifetime, InterruptionPolicy onInterruption, int events, int milliseconds) =>
        KillAndRecoverAsync(kill, lifetime, onInterruption, events, milliseconds);

    [SkippableTheory]
    [Trait("Category", "Soak")]
    [MemberData(nameof(Hundreds))]
    public Task A_process_killed_at_hundreds_of_moments_loses_nothing_and_leaves_nothing(int kill, LocalLifetime lifetime, InterruptionPolicy onInterruption, int events, int milliseconds) =>
        KillAndRecoverAsync(kill, lifetime, onInterruption, events, milliseconds);

    private static Task KillAndRecoverAsync(int kill, LocalLifetime lifetime, InterruptionPolicy onInterruption, int events, int milliseconds)
    {
        LocalLab.RequirePostgreSql();
        LocalLab.RequireRedis();
        return KilledLife.KillAndRecoverAsync(kill, lifetime, onInterruption, events, milliseconds);
    }

    private static TheoryData<int, LocalLifetime, InterruptionPolicy, int, int> Moments(int seed, int count)
    {
        Random random = new(seed);
        TheoryData<int, LocalLifetime, InterruptionPolicy, int, int> moments = [];
        for (int i = 0; i < count; i++)
        {
            // One in four ends with its process; the others are made to outlive it.
            LocalLifetime lifetime = i % 4 == 3 ? LocalLifetime.Process : LocalLifetime.Environment;
            InterruptionPolicy onInterruption = i % 2 == 0 ? InterruptionPolicy.RollBack : InterruptionPolicy.Resume;
            moments.Add(i + 1, lifetime, onInterruption, random.Next(Events), random.Next(LongestDelay));
        }

        return moments;
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
