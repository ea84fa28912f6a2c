namespace Lumina.Environments.InMemory;

/// <summary>Faults by script: the first one that matches a call and is not used up is played.</summary>
public sealed class InMemoryFaultScript : IInMemoryFaultSource
{
    private readonly Lock _lock = new();
    private readonly List<(InMemoryFault Fault, int Played)> _faults = [];

    /// <summary>Makes a script.</summary>
    public InMemoryFaultScript(params IReadOnlyList<InMemoryFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        _faults.AddRange(faults.Select(fault => (fault, 0)));
    }

    /// <summary>How many faults were played.</summary>
    public int PlayedCount
    {
        get
        {
            lock (_lock)
            {
                return _faults.Sum(fault => fault.Played);
            }
        }
    }

    /// <summary>Adds a fault at the end of the script.</summary>
    public void Add(InMemoryFault fault)
    {
        lock (_lock)
        {
            _faults.Add((fault, 0));
        }
    }

    /// <summary>Plays no fault any more.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    /// <inheritdoc />
    public InMemoryFault? Next(ComponentName component, InMemoryCall call)
    {
        lock (_lock)
        {
            int index = _faults.FindIndex(entry => entry.Fault.Matches(component, call) && (entry.Fault.Times is not { } times || entry.Played < times));
            if (index < 0)
            {
                return null;
            }

            _faults[index] = (_faults[index].Fault, _faults[index].Played + 1);
            return _faults[index].Fault;
        }
    }
}
