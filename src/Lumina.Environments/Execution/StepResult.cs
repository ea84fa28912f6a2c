namespace Lumina.Environments;

/// <summary>What came of one step.</summary>
/// <param name="Succeeded">Whether it is done.</param>
/// <param name="Failure">Why not, where it failed by itself; null where it was cancelled because of something else.</param>
internal sealed record StepResult(bool Succeeded, StepFailure? Failure)
{
    public static StepResult Success { get; } = new(Succeeded: true, Failure: null);

    public static StepResult Cancelled { get; } = new(Succeeded: false, Failure: null);
}
