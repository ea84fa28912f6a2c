using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>A call to a cluster failed.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">What was tried, what the server said, what to do next. Never a secret.</param>
/// <param name="innerException">The error below it, if any.</param>
internal sealed class ClusterException(ClusterFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public ClusterFailure Failure => failure;

    /// <summary>Who owns the fields in conflict.</summary>
    public IReadOnlyList<string> Managers { get; init; } = [];

    /// <summary>Whether the same call may succeed when it is made again.</summary>
    public bool IsTransient => failure is ClusterFailure.Unreachable or ClusterFailure.Busy or ClusterFailure.Expired;

    /// <summary>How long the server wants to be left alone; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same as the core knows it.</summary>
    public ProviderException ToProviderException() => new(Message, this) { IsTransient = IsTransient };
}
