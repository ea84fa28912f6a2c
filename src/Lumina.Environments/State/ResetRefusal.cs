namespace Lumina.Environments;

/// <summary>Why a component cannot be reset by the way that was asked for.</summary>
/// <param name="Reason">Why, as the end of a sentence.</param>
/// <param name="Possible">The ways that are possible as it is now, the best first.</param>
public sealed record ResetRefusal(string Reason, IReadOnlyList<ResetWay> Possible);
