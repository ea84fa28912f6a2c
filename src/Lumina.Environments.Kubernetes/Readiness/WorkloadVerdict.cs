namespace Lumina.Environments.Kubernetes;

/// <summary>How a workload stands.</summary>
/// <param name="IsReady">Whether all that is wanted of it is ready.</param>
/// <param name="Detail">What it waits for or why it fails, in words.</param>
internal sealed record WorkloadVerdict(bool IsReady, string Detail)
{
    public static WorkloadVerdict Ready { get; } = new(IsReady: true, "ready");

    /// <summary>For how long this must hold until it counts as a failure; null where it is none.</summary>
    public TimeSpan? FailsAfter { get; init; }

    /// <summary>Whether it fails for want of a node; how long that may last is an option.</summary>
    public bool FindsNoNode { get; init; }

    /// <summary>Whether it is not seen: a watch is behind, or somebody has removed it.</summary>
    public bool IsUnseen { get; init; }

    /// <summary>The pod whose log may tell more, with its container.</summary>
    public (string Pod, string Container, bool HasEnded)? Log { get; init; }

    public static WorkloadVerdict Unseen(Workload workload) => new(IsReady: false, $"{workload} is not seen yet") { IsUnseen = true };

    public static WorkloadVerdict Waiting(string detail) => new(IsReady: false, detail);

    public static WorkloadVerdict Failing(string detail, TimeSpan? after = null) => new(IsReady: false, detail) { FailsAfter = after ?? TimeSpan.Zero };
}
