namespace Lumina.Environments;

/// <summary>The one table of what an environment can be asked for in which state.</summary>
internal static class EnvironmentTransitions
{
    private static readonly IReadOnlyDictionary<EnvironmentStatus, EnvironmentVerb[]> Legal = new Dictionary<EnvironmentStatus, EnvironmentVerb[]>
    {
        [EnvironmentStatus.Provisioning] = [EnvironmentVerb.Terminate],
        [EnvironmentStatus.Ready] = [EnvironmentVerb.Stop, EnvironmentVerb.Restart, EnvironmentVerb.Reset, EnvironmentVerb.Scale, EnvironmentVerb.Pause, EnvironmentVerb.Unpause, EnvironmentVerb.DetectDrift, EnvironmentVerb.Extend, EnvironmentVerb.Terminate],
        [EnvironmentStatus.Starting] = [EnvironmentVerb.Terminate],
        [EnvironmentStatus.Running] = [EnvironmentVerb.Stop, EnvironmentVerb.Restart, EnvironmentVerb.Reset, EnvironmentVerb.Scale, EnvironmentVerb.Pause, EnvironmentVerb.Unpause, EnvironmentVerb.DetectDrift, EnvironmentVerb.Extend, EnvironmentVerb.Terminate],
        [EnvironmentStatus.Stopping] = [EnvironmentVerb.Terminate],
        [EnvironmentStatus.Stopped] = [EnvironmentVerb.Start, EnvironmentVerb.Extend, EnvironmentVerb.Terminate],
        [EnvironmentStatus.Terminating] = [EnvironmentVerb.Terminate],
        [EnvironmentStatus.Terminated] = [],
        [EnvironmentStatus.Failed] = [EnvironmentVerb.Restart, EnvironmentVerb.Reset, EnvironmentVerb.DetectDrift, EnvironmentVerb.Extend, EnvironmentVerb.Terminate],
    };

    public static IReadOnlyList<EnvironmentVerb> From(EnvironmentStatus status) => Legal[status];

    public static bool Allows(EnvironmentStatus status, EnvironmentVerb verb) => Legal[status].Contains(verb);
}
