using Lumina.Environments.Kills;

namespace Lumina.Environments.Docker.TestHost;

/// <summary>An environment's life, to be killed. Arguments: the installation, the file of the store, how long containers live, and what becomes of a half-made environment.</summary>
internal static class Program
{
    private static async Task Main(string[] arguments)
    {
        await using EnvironmentManager manager = RecoveryLab.Manager(arguments[0], arguments[1], Enum.Parse<DockerLifetime>(arguments[2]), "killed");
        await KilledLife.RunAsync(manager, RecoveryLab.Shop(Enum.Parse<InterruptionPolicy>(arguments[3])));
    }
}
