using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Starts a server and waits for the line in which it says that it is ready: sooner than any loop of attempts to connect would know.</summary>
/// <param name="host">Whose process it is.</param>
/// <param name="launch">How it is started.</param>
/// <param name="readyLine">What the line has in it.</param>
[SupportedOSPlatform("linux")]
internal sealed class ServerLaunch(LocalHost host, ProcessLaunch launch, string readyLine)
{
    public const int LogTail = 30;

    /// <summary>How it is stopped where it does not become ready.</summary>
    public ProcessStop Stop { get; init; } = new() { Grace = TimeSpan.Zero };

    /// <summary>Where it is kept; null where it ends with this process.</summary>
    public KeptEntry? Kept { get; init; }

    /// <exception cref="ProviderException">It ended, or was not ready in time; its last lines are with it.</exception>
    public async Task<ChildProcess> StartAsync(CancellationToken cancellationToken)
    {
        ChildProcess process = Kept is null
            ? await host.Processes.StartAsync(launch, cancellationToken).ConfigureAwait(false)
            : await host.Kept.StartAsync(Kept, launch, cancellationToken).ConfigureAwait(false);
        using CancellationTokenSource watching = new();
        OutputRing output = Kept is null
            ? process.Output
            : new KeptOutput(Kept.Log(process.Name), host.Options.LogBytes).Follow(() => process.Exit.IsCompleted, host.Time, watching.Token);
        try
        {
            return await WaitUntilReadyAsync(process, output, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await watching.CancelAsync().ConfigureAwait(false);
        }
    }

    public static async Task<ComponentExit> WaitForExitAsync(ChildProcess process, string what, CancellationToken cancellationToken)
    {
        ProcessExit exit = await process.Exit.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new ComponentExit($"{what} ended: {exit}") { LastLogLines = process.Output.LastLines(LogTail) };
    }

    /// <summary>Waits for the end of a program that makes a data directory.</summary>
    /// <exception cref="ProviderException">It took longer; its last lines are with it.</exception>
    public static async Task<ProcessExit> WaitUntilDoneAsync(ChildProcess process, TimeSpan bound, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await process.Exit.WaitAsync(bound, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new ProviderException($"{process.Name}, which makes a data directory, was not done after {bound}.", exception) { LastLogLines = process.Output.LastLines(LogTail) };
        }
    }

    private async Task<ChildProcess> WaitUntilReadyAsync(ChildProcess process, OutputRing output, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(host.Options.ServerStartTimeout, host.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await foreach (string line in output.ReadLinesAsync(either.Token).ConfigureAwait(false))
            {
                if (line.Contains(readyLine, StringComparison.Ordinal))
                {
                    return process;
                }
            }

            ProcessExit exit = await process.Exit.WaitAsync(either.Token).ConfigureAwait(false);
            throw new ProviderException($"{launch.FileName} ended while it started: {exit}.") { LastLogLines = output.LastLines(LogTail) };
        }
        catch (OperationCanceledException)
        {
            IReadOnlyList<string> lines = output.LastLines(LogTail);
            await process.StopAsync(Stop, CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new ProviderException($"{launch.FileName} was not ready after {host.Options.ServerStartTimeout} ({nameof(LocalOptions)}.{nameof(LocalOptions.ServerStartTimeout)}).") { LastLogLines = lines };
        }
    }
}
