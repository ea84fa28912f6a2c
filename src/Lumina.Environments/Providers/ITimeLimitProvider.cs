namespace Lumina.Environments.Providers;

/// <summary>A provider whose platform takes longer than most, so that it has limits of its own in place of the manager's.</summary>
public interface ITimeLimitProvider : IComponentProvider
{
    /// <summary>How long one attempt at a step may take unless its spec says otherwise.</summary>
    TimeSpan StepTimeout { get; }

    /// <summary>How long a call whose token was cancelled may take to return before its component is in doubt.</summary>
    TimeSpan CancellationGrace { get; }
}
