using Lumina.Environments.Kills;

namespace Lumina.Environments.Docker.TestHost;

/// <summary>An environment's life, to be killed. Arguments: the installation, the file of the store, how long containers live, and what becomes of a half-made environment; or "plan", which says what is wrong with where the engine is.</summary>
internal static class Program
{
    private static async Task Main(string[] arguments)
    {
        if (arguments is ["plan"])
        {
            await PlanAsync();
            return;
        }

        await using EnvironmentManager manager = RecoveryLab.Manager(arguments[0], arguments[1], Enum.Parse<DockerLifetime>(arguments[2]), "killed");
        await KilledLife.RunAsync(manager, RecoveryLab.Shop(Enum.Parse<InterruptionPolicy>(arguments[3])));
    }

    private static async Task PlanAsync()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseDocker(options => options.Endpoint = new Uri("tcp://127.0.0.1:9")));
        try
        {
            await manager.OpenAsync(new EnvironmentSpec("lab", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] });
        }
        catch (EnvironmentException exception)
        {
            Console.WriteLine($"{exception.GetType().Name}: {exception.Message}");
        }
    }
}
