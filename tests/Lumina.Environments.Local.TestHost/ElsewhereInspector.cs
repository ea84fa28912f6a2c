namespace Lumina.Environments.Local.TestHost;

/// <summary>Lets a process be on a machine of its own, of which no other can tell whether it lives.</summary>
internal sealed class ElsewhereInspector(string machine) : IProcessInspector
{
    public LeaseHolder Current { get; } = new($"process-on-{machine}", machine, Environment.ProcessId, 1);

    public bool IsDebugged => false;

    public bool? IsAlive(LeaseHolder holder) => holder.Machine == machine ? true : null;
}
