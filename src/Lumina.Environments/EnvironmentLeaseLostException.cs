namespace Lumina.Environments;

/// <summary>Another process operates on the environment now.</summary>
public sealed class EnvironmentLeaseLostException(string message) : EnvironmentException(message);
