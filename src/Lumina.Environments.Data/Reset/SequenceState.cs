namespace Lumina.Environments.Data;

/// <summary>Where a sequence is.</summary>
/// <param name="LastValue">The value that it gave last, or that it begins with.</param>
/// <param name="IsCalled">Whether it has given that value.</param>
internal sealed record SequenceState(long LastValue, bool IsCalled);
