namespace Lumina.Environments;

/// <summary>There is no such environment, or it is another owner's.</summary>
public sealed class EnvironmentNotFoundException(string message) : EnvironmentException(message);
