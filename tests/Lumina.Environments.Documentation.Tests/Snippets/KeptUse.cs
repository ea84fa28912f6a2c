using Lumina.Environments.Local;

namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class KeptUse
{
    public static EnvironmentManager Create(IEnvironmentStore store)
    {
        // snippet: kept
        EnvironmentManager manager = EnvironmentManager.Create(environments => environments
            .UseLocal(local => local.Lifetime = LocalLifetime.Environment)
            .UseStore(store)); // one that outlives this process, too
        // end snippet
        return manager;
    }
}
