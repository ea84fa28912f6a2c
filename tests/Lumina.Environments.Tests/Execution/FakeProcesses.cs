using System.Collections.Concurrent;

namespace Lumina.Environments.Tests.Execution;

/// <summary>Processes that a test starts and ends; each manager is one of them.</summary>
internal sealed class FakeProcesses
{
    private readonly ConcurrentDictionary<int, bool> _alive = new();
    private int _last;
    private int _lastManager;

    public FakeProcess Start(string machine = "here") => Start(machine, Interlocked.Increment(ref _last));

    /// <summary>Another manager of the same process.</summary>
    public FakeProcess Beside(FakeProcess manager) => Start(manager.Current.Machine, manager.Current.ProcessId);

    private FakeProcess Start(string machine, int process) => new(this, new LeaseHolder($"manager-{Interlocked.Increment(ref _lastManager)}", machine, process, process));

    internal sealed class FakeProcess : IProcessInspector
    {
        private readonly FakeProcesses _all;

        public FakeProcess(FakeProcesses all, LeaseHolder current)
        {
            (_all, Current) = (all, current);
            all._alive[current.ProcessId] = true;
        }

        public LeaseHolder Current { get; }

        public bool IsDebugged { get; set; }

        public void End() => _all._alive[Current.ProcessId] = false;

        public bool? IsAlive(LeaseHolder holder) => holder.Machine == Current.Machine ? _all._alive[holder.ProcessId] : null;
    }
}
