using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Aws;

/// <summary>Takes up what a dead host left in a workspace.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TerraformRecovery(TerraformProcesses processes)
{
    /// <summary>
    /// Waits for a terraform that outlived its host: it finishes by itself, and its state is better than any recovery. Cancelling the wait
    /// leaves it alone. What it leaves in its session when it is gone (a provider whose terraform was killed) is ended.
    /// </summary>
    /// <param name="workspace">Where it runs.</param>
    /// <param name="onWait">Told its process id where there is one that is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> WaitForOrphanAsync(TerraformWorkspace workspace, Action<int>? onWait, CancellationToken cancellationToken)
    {
        if (workspace.ReadRun() is not { } run)
        {
            return false;
        }

        bool isLiving = false;
        if (run.BootId == MachineBoot.ReadId())
        {
            if (processes.TryAdopt(run.Process) is { } orphan)
            {
                isLiving = true;
                onWait?.Invoke(run.Process.Pid);
                await orphan.Exit.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            await processes.EndSessionAsync(run.Process, cancellationToken).ConfigureAwait(false);
        }

        workspace.ClearRun();
        return isLiving;
    }

    /// <summary>What may be there and is not in the state. Asked when no terraform runs.</summary>
    public static IReadOnlyList<TerraformDoubt> FindDoubts(TerraformWorkspace workspace) => TerraformStateCheck.Make(workspace).Doubts;
}
