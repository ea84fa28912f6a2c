namespace Lumina.Environments;

/// <summary>An event that a newer version of the library has written. It is kept as it is.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Json">Its JSON.</param>
/// <param name="MustBeUnderstood">Whether the environment is read-only for a process that does not know it; else it is passed over.</param>
public sealed record UnknownEvent(string Type, string Json, bool MustBeUnderstood) : EnvironmentEvent;
