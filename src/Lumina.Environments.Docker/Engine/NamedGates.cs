namespace Lumina.Environments.Docker;

/// <summary>Lets one call at a time do something to what has a name. A name that nobody uses takes no room.</summary>
internal sealed class NamedGates
{
    private readonly Dictionary<string, Gate> _gates = new(StringComparer.Ordinal);

    public async Task<T> AloneAsync<T>(string name, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        Gate gate = Come(name);
        try
        {
            await gate.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await work().ConfigureAwait(false);
            }
            finally
            {
                gate.Turn.Release();
            }
        }
        finally
        {
            Go(name, gate);
        }
    }

    public Task AloneAsync(string name, Func<Task> work, CancellationToken cancellationToken) => AloneAsync(
        name,
        async () =>
        {
            await work().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private Gate Come(string name)
    {
        lock (_gates)
        {
            if (!_gates.TryGetValue(name, out Gate? gate))
            {
                _gates[name] = gate = new Gate();
            }

            gate.Callers++;
            return gate;
        }
    }

    private void Go(string name, Gate gate)
    {
        lock (_gates)
        {
            if (--gate.Callers == 0)
            {
                _gates.Remove(name);
            }
        }
    }

    private sealed class Gate
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public int Callers { get; set; }
    }
}
