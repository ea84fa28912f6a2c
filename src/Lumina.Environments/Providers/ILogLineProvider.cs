namespace Lumina.Environments.Providers;

/// <summary>A provider that can tell whether its components have written a line, for health checks by log (<see cref="HealthCheckSpec.LogLine"/>). A component of one that cannot is no candidate for such a check.</summary>
public interface ILogLineProvider : IComponentProvider
{
    /// <summary>Whether every replica of a component has written a line with a text in it since it was started last.</summary>
    /// <param name="context">The component.</param>
    /// <param name="text">The text, compared letter by letter.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    ValueTask<bool> HasWrittenAsync(ComponentContext context, string text, CancellationToken cancellationToken);
}
