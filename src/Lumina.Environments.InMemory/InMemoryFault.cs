namespace Lumina.Environments.InMemory;

/// <summary>A fault that an in-memory provider plays in one call. What is not said does not happen.</summary>
public sealed record InMemoryFault
{
    /// <summary>The component, such as <c>service/api</c>; null for every one.</summary>
    public ComponentName? Component { get; init; }

    /// <summary>The call; null for every one.</summary>
    public InMemoryCall? Call { get; init; }

    /// <summary>In how many matching calls it is played; null for all.</summary>
    public int? Times { get; init; }

    /// <summary>How long the call takes before anything else. Default: no time.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The error with which the call fails; null for none.</summary>
    public string? Error { get; init; }

    /// <summary>Whether trying again may help. Default: no.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether the error comes after the call has had its effect, as when an answer is lost. Default: before.</summary>
    public bool AfterEffect { get; init; }

    /// <summary>Whether the call never returns by itself. Default: no.</summary>
    public bool Hangs { get; init; }

    /// <summary>Whether the call takes no notice of cancellation. Default: no.</summary>
    public bool IgnoresCancellation { get; init; }

    /// <summary>Whether it is meant for a call.</summary>
    public bool Matches(ComponentName component, InMemoryCall call) => (Component is null || Component == component) && (Call is null || Call == call);
}
