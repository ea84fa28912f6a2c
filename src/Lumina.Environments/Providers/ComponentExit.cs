namespace Lumina.Environments.Providers;

/// <summary>How a component ended by itself.</summary>
/// <param name="Reason">What happened, such as <c>exited with code 134</c>.</param>
public sealed record ComponentExit(string Reason)
{
    /// <summary>Its last log lines, oldest first.</summary>
    public IReadOnlyList<string> LastLogLines { get; init; } = [];
}
