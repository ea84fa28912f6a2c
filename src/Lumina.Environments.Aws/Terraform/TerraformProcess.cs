using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Aws;

/// <summary>A terraform that runs.</summary>
/// <param name="child">It.</param>
/// <param name="services">Sends signals, and has the clock.</param>
/// <param name="options">How long it is let to finish.</param>
/// <param name="changesThings">Whether it makes or destroys anything: else there is nothing to finish.</param>
[SupportedOSPlatform("linux")]
internal sealed class TerraformProcess(ChildProcess child, ProcessServices services, TerraformOptions options, bool changesThings)
{
    private static readonly TimeSpan LookGrace = TimeSpan.FromSeconds(2);

    public ProcessIdentity Identity => child.Identity;

    /// <summary>Completes when terraform has ended.</summary>
    public Task<ProcessExit> Exit => child.Exit;

    /// <summary>Waits for the end. A cancelled wait stops terraform, and returns when nothing of it is left.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, and terraform has ended.</exception>
    public async Task<ProcessExit> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await child.Exit.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!child.Exit.IsCompleted)
        {
            await StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// SIGINT lets terraform finish what is in flight and write its state; SIGTERM, as its second signal, makes it give up at once;
    /// SIGKILL ends it with its providers. The first two go to terraform alone: a provider that is told to end takes its calls with it.
    /// Who only looks is given little time. The caller's own cancellation does not shorten it: what is cut off here has to be looked for later.
    /// </summary>
    public async Task StopAsync()
    {
        TimeSpan most = changesThings ? TimeSpan.MaxValue : LookGrace;
        if (await EndsAfterAsync(ProcessSignal.Interrupt, Shorter(options.InterruptGrace, most)).ConfigureAwait(false)
            || await EndsAfterAsync(ProcessSignal.Terminate, Shorter(options.TerminateGrace, most)).ConfigureAwait(false))
        {
            // Its providers end with it; what does not is in its session still.
        }

        await child.StopAsync(new ProcessStop { Grace = TimeSpan.Zero }, CancellationToken.None).ConfigureAwait(false);
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private async Task<bool> EndsAfterAsync(ProcessSignal signal, TimeSpan grace)
    {
        services.Signals.Send(child.Identity, signal);
        try
        {
            await child.Exit.WaitAsync(grace, services.Time, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
