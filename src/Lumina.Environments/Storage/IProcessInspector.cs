namespace Lumina.Environments;

/// <summary>What leases need to know of processes: which one this is, and whether another still lives.</summary>
public interface IProcessInspector
{
    /// <summary>This manager, as it holds leases.</summary>
    LeaseHolder Current { get; }

    /// <summary>Whether the process of a holder lives; null where it cannot be told from here, such as on another machine. What ends with a process is swept only where this is false.</summary>
    bool? IsAlive(LeaseHolder holder);

    /// <summary>Whether a debugger holds this process up: no timeout of a step counts then.</summary>
    bool IsDebugged { get; }
}
