namespace Lumina.Environments;

/// <summary>The verdict of a component's health check changed to fail.</summary>
/// <param name="Component">The component.</param>
/// <param name="Message">What the last probe said.</param>
/// <param name="Required">Whether the check is one that makes the environment unhealthy.</param>
public sealed record HealthCheckFailed(ComponentName Component, string Message, bool Required) : ComponentEvent(Component);

/// <summary>The verdict of a component's health check changed to pass.</summary>
/// <param name="Component">The component.</param>
public sealed record HealthCheckRecovered(ComponentName Component) : ComponentEvent(Component);

/// <summary>The environment became unhealthy: a required check fails.</summary>
/// <param name="Score">The overall score, 0 to 100.</param>
/// <param name="Message">What fails.</param>
public sealed record EnvironmentUnhealthy(int Score, string Message) : EnvironmentEvent;

/// <summary>The environment became healthy again.</summary>
/// <param name="Score">The overall score, 0 to 100.</param>
public sealed record EnvironmentHealthy(int Score) : EnvironmentEvent;

/// <summary>A component is about to be restarted because its health check fails.</summary>
/// <param name="Component">The component.</param>
/// <param name="Restart">Which restart within the window it is, from 1.</param>
/// <param name="MaximumRestarts">How many are allowed within the window.</param>
public sealed record HealingStarted(ComponentName Component, int Restart, int MaximumRestarts) : ComponentEvent(Component);

/// <summary>A component was restarted and passes again.</summary>
/// <param name="Component">The component.</param>
public sealed record HealingSucceeded(ComponentName Component) : ComponentEvent(Component);

/// <summary>Restarting a component failed or did not help.</summary>
/// <param name="Component">The component.</param>
/// <param name="Error">The error.</param>
public sealed record HealingFailed(ComponentName Component, string Error) : ComponentEvent(Component);
