using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>A service that runs as one process or several. Its ports stay while it is stopped.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ServiceInstance(LocalHost host, ServiceSpec spec, OwnershipMarks marks) : IMarkedInstance
{
    private const int LogTail = 50;

    private readonly ServicePorts[] _ports = [.. Enumerable.Range(0, spec.Replicas).Select(replica => new ServicePorts(spec.Endpoints, host.AskedPorts, asAsked: replica == 0))];
    private readonly SemaphoreSlim _changing = new(1);
    private ChildProcess[] _processes = [];
    private bool _isStopping;
    private bool _isDone;

    public OwnershipMarks Marks { get; set; } = marks;

    public DateTimeOffset Created { get; } = host.Time.GetUtcNow();

    /// <summary>One that runs once is as it is to be when its work is done.</summary>
    public bool IsRunning => spec.Run.IsOnce ? _isDone : IsAlive;

    public string? Detail => _isDone ? "it has done its work" : null;

    private bool IsAlive => !_isStopping && _processes.Length == _ports.Length && Array.TrueForAll(_processes, process => !process.Exit.IsCompleted);

    /// <summary>The addresses of the first replica.</summary>
    public IEnumerable<KeyValuePair<string, string>> Addresses => _ports[0].Addresses;

    /// <summary>Starts the replicas that do not run. One that runs once has done its work when this returns.</summary>
    public Task StartAsync(ServiceProgram program, ComponentContext context, CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        if (IsRunning)
        {
            return;
        }

        // What runs once may have left something running.
        await StopAllAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        List<ChildProcess> started = [];
        try
        {
            for (int i = 0; i < _ports.Length; i++)
            {
                started.Add(await host.Processes.StartAsync(
                    new ProcessLaunch(program.FileName)
                    {
                        Name = _ports.Length == 1 ? spec.Name : $"{spec.Name}-{i + 1}",
                        Arguments = program.Arguments,
                        WorkingDirectory = program.WorkingDirectory,
                        EnvironmentBase = host.Options.InheritVariables ? EnvironmentBase.Inherited : EnvironmentBase.Scrubbed,
                        Environment = _ports[i].Variables(context),
                        OutputCapacity = host.Options.LogBytes,
                    },
                    cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            _processes = [.. started];
            _isStopping = false;
        }

        if (spec.Run.IsOnce)
        {
            await WaitUntilDoneAsync(_processes[0], process => process.Output, cancellationToken).ConfigureAwait(false);
            _isDone = true;
        }
        else if (spec.HealthCheck is null)
        {
            await SettleAsync(host, _processes, process => process.Output, cancellationToken).ConfigureAwait(false);
        }
    }, cancellationToken);

    /// <summary>Asks every replica to end, and kills with all that it started what has not ended after a time. Succeeds where none runs.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => ChangeAsync(() => StopAllAsync(host.Options.StopGrace, cancellationToken), cancellationToken);

    /// <summary>Completes when a replica has ended by itself; not when the service was stopped.</summary>
    public async Task<ComponentExit> WaitForExitAsync(CancellationToken cancellationToken)
    {
        ChildProcess[] processes = _processes;
        if (processes.Length > 0)
        {
            Task ended = await Task.WhenAny(processes.Select(process => process.Exit)).WaitAsync(cancellationToken).ConfigureAwait(false);
            ChildProcess process = Array.Find(processes, candidate => candidate.Exit == ended)!;
            if (!_isStopping && _processes == processes)
            {
                ProcessExit exit = await process.Exit.ConfigureAwait(false);
                return new ComponentExit($"{process.Name} ended: {exit}") { LastLogLines = process.Output.LastLines(LogTail) };
            }
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, host.Time, cancellationToken).ConfigureAwait(false);
        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>The lines of all replicas; where there are several, with the number of each.</summary>
    public IAsyncEnumerable<string> ReadLogsAsync(int tail, bool follow, CancellationToken cancellationToken) =>
        OutputLines.ReadAsync([.. _processes.Select(process => process.Output)], tail, follow, cancellationToken);

    /// <summary>Whether every replica has written a line with a text. One that is started again begins with an empty log.</summary>
    public bool HasWritten(string text) => Array.TrueForAll(_processes, process => OutputLines.Has(process.Output, text));

    public async ValueTask DisposeAsync()
    {
        await StopAllAsync(host.Options.StopGrace, CancellationToken.None).ConfigureAwait(false);
        foreach (ServicePorts ports in _ports)
        {
            ports.Dispose();
        }
    }

    /// <summary>Without a health check, that it has not ended at once is all that is known of a service.</summary>
    public static async Task SettleAsync(LocalHost host, IReadOnlyList<ChildProcess> processes, Func<ChildProcess, OutputRing> output, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(processes.Select(process => process.Exit)).WaitAsync(host.Options.SettleTime, host.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return;
        }

        ChildProcess ended = processes.First(process => process.Exit.IsCompleted);
        throw new ProviderException($"{ended.Name} ended as soon as it was started: {await ended.Exit.ConfigureAwait(false)}") { LastLogLines = output(ended).LastLines(LogTail) };
    }

    /// <summary>Waits until a process that has work to do has ended well.</summary>
    /// <exception cref="ProviderException">It has ended in another way.</exception>
    public static async Task WaitUntilDoneAsync(ChildProcess process, Func<ChildProcess, OutputRing> output, CancellationToken cancellationToken)
    {
        ProcessExit exit;
        try
        {
            exit = await process.Exit.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What nobody waits for any more must not go on with its work on something that is reset meanwhile.
            await process.StopAsync(new ProcessStop { Grace = TimeSpan.Zero }, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        if (exit.Code != 0)
        {
            throw new ProviderException($"{process.Name} has not done its work, for which it runs once: it ended with {exit}") { LastLogLines = output(process).LastLines(LogTail) };
        }
    }

    private Task StopAllAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        _isStopping = true;
        return Task.WhenAll(_processes.Select(process => process.StopAsync(new ProcessStop { Grace = grace }, cancellationToken)));
    }

    private async Task ChangeAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await change().ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }
}
