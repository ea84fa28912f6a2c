namespace Lumina.Environments.Processes;

/// <summary>A process lives on although it was killed (usually it hangs in the kernel).</summary>
internal sealed class ProcessNotStoppedException(string name, IReadOnlyList<ProcessEntry> left, TimeSpan waited)
    : Exception(Describe(name, left, waited))
{
    public IReadOnlyList<ProcessEntry> Left { get; } = left;

    private static string Describe(string name, IReadOnlyList<ProcessEntry> left, TimeSpan waited)
        => $"'{name}' could not be stopped: {waited.TotalSeconds:0.#} s after it was killed there is still "
            + string.Join(", ", left.Select(entry => $"pid {entry.Identity.Pid} ({entry.Name}, state {entry.State})")) + ".";
}
