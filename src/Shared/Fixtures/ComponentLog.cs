namespace Lumina.Environments.Fixtures;

/// <summary>What one component has logged.</summary>
internal sealed record ComponentLog(ComponentSnapshot Component, IReadOnlyList<string> Lines);
