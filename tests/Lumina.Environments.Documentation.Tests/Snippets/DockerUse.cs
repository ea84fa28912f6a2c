namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class DockerUse
{
    public static async Task OpenAsync(EnvironmentSpec spec)
    {
        // snippet: docker
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseDocker());
        await using TestEnvironment environment = await manager.OpenAsync(spec);
        // end snippet
    }
}
