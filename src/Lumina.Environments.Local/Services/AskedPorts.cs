using System.Collections.Concurrent;
using System.Net.Sockets;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local;

/// <summary>The ports that specs have asked for by number. Two that hold one and do not listen yet are not kept apart by the system.</summary>
internal sealed class AskedPorts
{
    private readonly ConcurrentDictionary<int, bool> _taken = new();

    /// <summary>Null where somebody has it: another environment of the same spec, most likely. Its service is told which it gets instead.</summary>
    public PortReservation? TryTake(int port)
    {
        if (!_taken.TryAdd(port, value: true))
        {
            return null;
        }

        try
        {
            return PortReservation.Take(port: port);
        }
        catch (SocketException)
        {
            _taken.TryRemove(port, out _);
            return null;
        }
    }

    public void Return(PortReservation port) => _taken.TryRemove(port.Port, out _);
}
