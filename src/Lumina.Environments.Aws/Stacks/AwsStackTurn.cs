using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Aws;

/// <summary>Whose turn it is to write an environment's configuration and to run terraform on it: one caller of one process at a time. Beside the workspace, which comes and goes in a turn.</summary>
[SupportedOSPlatform("linux")]
#pragma warning disable CA1001 // Without a wait handle there is nothing to dispose.
internal sealed class AwsStackTurn(string workspace)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _queue = new(1, 1);
    private readonly string _workspace = workspace;
    private readonly string _path = workspace + ".lock";

    /// <summary>Waits for those of this process; another process is not waited for.</summary>
    /// <exception cref="TerraformBusyException">Another process has it.</exception>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _queue.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!, DurableFile.PrivateDirectory);
            while (true)
            {
                HostLock held = HostLock.TryTake(_path) ?? throw new TerraformBusyException(_workspace);
                if (!held.IsFileDeleted)
                {
                    return new Turn(this, held);
                }

                held.Dispose();
            }
        }
        catch
        {
            // Whoever got no turn keeps nobody else from theirs.
            _queue.Release();
            throw;
        }
    }

    private sealed class Turn(AwsStackTurn owner, HostLock held) : IDisposable
    {
        public void Dispose()
        {
            if (!Directory.Exists(owner._workspace))
            {
                File.Delete(owner._path);
            }

            held.Dispose();
            owner._queue.Release();
        }
    }
}
