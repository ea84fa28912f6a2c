using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>A call to a cluster failed.</summary>
/// <param name="failure">Why.</param>
/// <param name="problem">What was tried, and what the server said. Never a secret.</param>
/// <param name="advice">What to do next; null where the problem says it.</param>
/// <param name="innerException">The error below it, if any.</param>
internal sealed class ClusterException(ClusterFailure failure, string problem, string? advice = null, Exception? innerException = null) : Exception(advice is null ? problem : $"{problem} {advice}", innerException)
{
    public string Problem => problem;

    public string? Advice => advice;

    public ClusterFailure Failure => failure;

    /// <summary>Who owns the fields in conflict.</summary>
    public IReadOnlyList<string> Managers { get; init; } = [];

    /// <summary>The fields that the server names, where it refuses some.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Whether the same call may succeed when it is made again.</summary>
    public bool IsTransient => failure is ClusterFailure.Unreachable or ClusterFailure.Busy or ClusterFailure.Expired;

    /// <summary>How long the server wants to be left alone; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same as the core knows it.</summary>
    public ProviderException ToProviderException() => new(Message, this) { IsTransient = IsTransient };
}
