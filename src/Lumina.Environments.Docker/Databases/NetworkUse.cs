using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Who in an environment reaches a database by its name.</summary>
internal static class NetworkUse
{
    /// <summary>Whether anything may, so that the database has to be in the environment's network. Where only databases and their data are, nobody is there to look for them, and the network need not be made.</summary>
    public static bool IsNeeded(ComponentContext context) =>
        !context.Components.Any() || context.Components.Any(component => component is not (DatabaseSpec or DataSpec or MonitoringSpec or InfrastructureSpec));
}
