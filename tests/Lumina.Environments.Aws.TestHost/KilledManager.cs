namespace Lumina.Environments.Aws.TestHost;

/// <summary>Provisions an environment, or provisions and terminates one, and waits to be killed. It says <c>begun</c> when what it is to be killed in begins, and <c>ended</c> after it.</summary>
internal static class KilledManager
{
    public const string Provision = "provision";
    public const string Terminate = "terminate";
    public const string Begun = "begun";
    public const string Ended = "ended";

    public static async Task RunAsync(string verb, InterruptionPolicy onInterruption, KillLab lab)
    {
        using StreamWriter output = new(Console.OpenStandardOutput()) { AutoFlush = true };
        EnvironmentManager manager = lab.Manager("killed");
        await using (manager.ConfigureAwait(false))
        {
            if (verb == Provision)
            {
                await output.WriteLineAsync(Begun).ConfigureAwait(false);
                await manager.ProvisionAsync(lab.Shop(onInterruption)).ConfigureAwait(false);
            }
            else
            {
                EnvironmentSnapshot environment = await manager.ProvisionAsync(lab.Shop(onInterruption)).ConfigureAwait(false);
                await output.WriteLineAsync(Begun).ConfigureAwait(false);
                await manager.TerminateAsync(environment.Id).ConfigureAwait(false);
            }

            await output.WriteLineAsync(Ended).ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System).ConfigureAwait(false);
        }
    }
}
