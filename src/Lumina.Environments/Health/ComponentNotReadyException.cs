using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>A component was made or started and its health check did not pass.</summary>
internal sealed class ComponentNotReadyException(string message, Exception? cause = null) : Exception(message, cause)
{
    public required ComponentName Component { get; init; }

    /// <summary>What the last probe said; null where none had an answer yet.</summary>
    public string? LastProbe { get; init; }

    /// <summary>Whether nobody waits for it any more, so that it might have become ready.</summary>
    public bool WasInterrupted { get; init; }

    /// <summary>How many probes were made.</summary>
    public int Probes { get; init; }

    /// <summary>How long it was waited for.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>How the component ended by itself; null where it did not.</summary>
    public ComponentExit? Exit { get; init; }

    /// <summary>The component's last log lines, oldest first, as far as its end tells them.</summary>
    public IReadOnlyList<string> LastLogLines => Exit?.LastLogLines ?? [];
}
