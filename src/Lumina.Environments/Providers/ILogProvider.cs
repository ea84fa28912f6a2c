namespace Lumina.Environments.Providers;

/// <summary>A provider that has the log lines of its components.</summary>
public interface ILogProvider : IComponentProvider
{
    /// <summary>Reads log lines of a component, oldest first.</summary>
    /// <param name="context">The component.</param>
    /// <param name="tail">How many of the last lines to begin with, 0 or more.</param>
    /// <param name="follow">Whether to go on with new lines until cancelled or until the component ends.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, CancellationToken cancellationToken);
}
