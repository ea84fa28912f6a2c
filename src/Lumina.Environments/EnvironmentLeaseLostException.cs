namespace Lumina.Environments;

/// <summary>This process operated on the environment under a lease that it has no more: another took over after it expired, or it was broken. Nothing further was written.</summary>
public sealed class EnvironmentLeaseLostException(string message) : EnvironmentException(message);
