using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>Moves what a child writes from its pipe into a ring, on the loop's thread.</summary>
[SupportedOSPlatform("linux")]
internal sealed class OutputPipe
{
    private const int ChunkSize = 64 * 1024;

    /// <summary>After so many chunks the others get their turn.</summary>
    private const int ChunksPerTurn = 16;

    private readonly DescriptorLoop _loop;
    private readonly PipeEnds _pipe = PipeEnds.Create();
    private bool _isClosed;

    public OutputPipe(DescriptorLoop loop, int capacity)
    {
        _loop = loop;
        Ring = new OutputRing(capacity);
        _ = LinuxInterop.Control(_pipe.Read, LinuxInterop.SetStatusFlags, LinuxInterop.NonBlocking);
    }

    public OutputRing Ring { get; }

    public int WriteEnd => _pipe.Write;

    /// <summary>The child has its own copy of the end that is written to (or was never started).</summary>
    public void Begin()
    {
        _ = LinuxInterop.Close(_pipe.Write);
        _loop.Watch(_pipe.Read, () => Drain(ChunksPerTurn));
    }

    /// <summary>Takes what is there, for the last time: grandchildren that hold the pipe open are cut off. On the loop's thread.</summary>
    public void Finish()
    {
        Drain(int.MaxValue);
        Close();
    }

    /// <summary>On the loop's thread.</summary>
    public unsafe void Drain(int chunks)
    {
        byte* chunk = stackalloc byte[ChunkSize];
        for (; chunks > 0 && !_isClosed; chunks--)
        {
            nint count = LinuxInterop.Read(_pipe.Read, chunk, ChunkSize);
            if (count > 0)
            {
                Ring.Write(new ReadOnlySpan<byte>(chunk, (int)count));
                continue;
            }

            if (count < 0 && Marshal.GetLastPInvokeError() is LinuxInterop.ErrorAgain or LinuxInterop.ErrorInterrupted)
            {
                return;
            }

            Close();
        }
    }

    private void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _loop.Close(_pipe.Read);
            Ring.Complete();
        }
    }
}
