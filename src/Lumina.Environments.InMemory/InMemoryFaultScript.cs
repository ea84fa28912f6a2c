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
            for (int i = 0; i < _faults.Count; i++)
            {
                (InMemoryFault fault, int played) = _faults[i];
                if (fault.Matches(component, call) && (fault.Times is not { } times || played < times))
                {
                    _faults[i] = (fault, played + 1);
                    return fault;
                }
            }

            return null;
        }
    }
}
