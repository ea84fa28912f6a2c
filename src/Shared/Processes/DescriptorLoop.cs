using System.Collections.Concurrent;
using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>
/// One thread that waits for all output and all exits of all children. Pipes read through .NET's streams hold a pool thread each.
/// Callbacks run on that thread, one at a time, so what they alone touch needs no lock; they must not block.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class DescriptorLoop : IDisposable
{
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly Dictionary<int, Action> _watched = [];
    private readonly int _wake;
    private readonly Lock _gate = new();
    private bool _isClosed;

    public DescriptorLoop()
    {
        _wake = LinuxInterop.EventDescriptor(0, LinuxInterop.CloseOnExec | LinuxInterop.NonBlocking);
        if (_wake < 0)
        {
            throw LinuxError.Last("No event descriptor could be made");
        }

        new Thread(Run) { IsBackground = true, Name = "Lumina processes" }.Start();
    }

    /// <summary>Calls back whenever the descriptor can be read (or has ended), until it is closed by <see cref="Close"/>.</summary>
    public void Watch(int descriptor, Action onReady) => Post(() => _watched[descriptor] = onReady);

    /// <summary>Only on the loop's thread.</summary>
    public void Close(int descriptor)
    {
        _watched.Remove(descriptor);
        _ = LinuxInterop.Close(descriptor);
    }

    public void Post(Action action)
    {
        _posted.Enqueue(action);
        Wake();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            WakeWithoutLock();
            _isClosed = true;
        }
    }

    private void Wake()
    {
        // The descriptor's number may be another's once the loop has ended.
        lock (_gate)
        {
            if (!_isClosed)
            {
                WakeWithoutLock();
            }
        }
    }

    private unsafe void WakeWithoutLock()
    {
        ulong one = 1;
        _ = LinuxInterop.Write(_wake, (byte*)&one, sizeof(ulong));
    }

    private unsafe void Run()
    {
        LinuxInterop.PollEntry[] entries = [];
        while (true)
        {
            while (_posted.TryDequeue(out Action? action))
            {
                action();
            }

            lock (_gate)
            {
                if (_isClosed && _posted.IsEmpty)
                {
                    break;
                }
            }

            int count = _watched.Count + 1;
            Array.Resize(ref entries, count);
            entries[0] = new LinuxInterop.PollEntry { Descriptor = _wake, Events = LinuxInterop.PollIn };
            int next = 1;
            foreach (int descriptor in _watched.Keys)
            {
                entries[next++] = new LinuxInterop.PollEntry { Descriptor = descriptor, Events = LinuxInterop.PollIn };
            }

            int ready;
            fixed (LinuxInterop.PollEntry* first = entries)
            {
                ready = LinuxInterop.Poll(first, count, -1);
            }

            if (ready > 0)
            {
                Dispatch(entries);
            }
        }

        foreach (int descriptor in _watched.Keys)
        {
            _ = LinuxInterop.Close(descriptor);
        }

        _ = LinuxInterop.Close(_wake);
    }

    private unsafe void Dispatch(LinuxInterop.PollEntry[] entries)
    {
        if (entries[0].ReturnedEvents != 0)
        {
            ulong ignored;
            _ = LinuxInterop.Read(_wake, (byte*)&ignored, sizeof(ulong));
        }

        foreach (LinuxInterop.PollEntry entry in entries.AsSpan(1))
        {
            if (entry.ReturnedEvents != 0 && _watched.TryGetValue(entry.Descriptor, out Action? onReady))
            {
                onReady();
            }
        }
    }
}
