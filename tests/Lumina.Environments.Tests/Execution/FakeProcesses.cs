using System.Collections.Concurrent;

namespace Lumina.Environments.Tests.Execution;

/// <summary>Processes that a test starts and ends; each manager is one of them.</summary>
internal sealed class FakeProcesses
{
    private readonly ConcurrentDictionary<int, bool> _alive = new();
    private int _last;

    public FakeProcess Start(string machine = "here") => new(this, machine, Interlocked.Increment(ref _last));

    internal sealed class FakeProcess : IProcessInspector
    {
        private readonly FakeProcesses _all;

        public FakeProcess(FakeProcesses all, string machine, int number)
        {
            _all = all;
            Current = new LeaseHolder($"manager-{number}", machine, number, number);
            all._alive[number] = true;
        }

        public LeaseHolder Current { get; }

        public bool IsDebugged { get; set; }

        public void End() => _all._alive[Current.ProcessId] = false;

        public bool? IsAlive(LeaseHolder holder) => holder.Machine == Current.Machine ? _all._alive[holder.ProcessId] : null;
    }
}
