namespace Lumina.Environments.Providers;

/// <summary>A provider that knows when one of its components has ended by itself, so that nobody waits for one that is gone.</summary>
public interface IExitProvider : IComponentProvider
{
    /// <summary>Completes when the component has ended by itself.</summary>
    /// <returns>What is known of the end, such as an exit code and the last lines.</returns>
    Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken);
}
