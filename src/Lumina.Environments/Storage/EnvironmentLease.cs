namespace Lumina.Environments;

/// <summary>One holder's right to operate on one environment.</summary>
/// <param name="EnvironmentId">The environment.</param>
/// <param name="Holder">Who holds it.</param>
/// <param name="FencingToken">Grows with every new lease on the environment; a commit under an older one is refused.</param>
/// <param name="ExpiresAt">When another may take it, unless it is renewed before.</param>
public sealed record EnvironmentLease(EnvironmentId EnvironmentId, LeaseHolder Holder, long FencingToken, DateTimeOffset ExpiresAt)
{
    /// <summary>Who has asked the holder, through the store, to make way for the environment's termination; null where nobody has.</summary>
    public string? TerminationRequestedBy { get; init; }
}
