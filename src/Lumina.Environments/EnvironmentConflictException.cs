namespace Lumina.Environments;

/// <summary>Another process has written to the environment's journal.</summary>
public sealed class EnvironmentConflictException(string message) : EnvironmentException(message);
