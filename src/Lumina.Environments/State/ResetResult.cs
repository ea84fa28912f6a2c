namespace Lumina.Environments;

/// <summary>What a reset of one component came to.</summary>
/// <param name="Way">How it was done.</param>
/// <param name="KeptSessions">Whether sessions that were open on it are open still: a pool of connections goes on at its next request.</param>
public sealed record ResetResult(ResetWay Way, bool KeptSessions)
{
    /// <summary>Why it was done in this way and not in a better one; null where there is nothing to say.</summary>
    public string? Reason { get; init; }
}
