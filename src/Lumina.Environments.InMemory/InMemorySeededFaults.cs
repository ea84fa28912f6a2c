namespace Lumina.Environments.InMemory;

/// <summary>Faults from a seed: the same seed and the same order of calls give the same faults.</summary>
/// <param name="seed">The seed.</param>
public sealed class InMemorySeededFaults(int seed) : IInMemoryFaultSource
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <summary>Which part of the calls fails, 0 to 1. Default: 0.1.</summary>
    public double FailureRate { get; init; } = 0.1;

    /// <summary>Which part of the failures is transient, 0 to 1. Default: 0.5.</summary>
    public double TransientRate { get; init; } = 0.5;

    /// <summary>The longest delay of a call. Default: no delay.</summary>
    public TimeSpan MaximumDelay { get; init; }

    /// <inheritdoc />
    public InMemoryFault? Next(ComponentName component, InMemoryCall call)
    {
        lock (_lock)
        {
            double failure = _random.NextDouble();
            double transient = _random.NextDouble();
            double delay = _random.NextDouble();
            bool after = _random.Next(2) == 0;
            return new InMemoryFault
            {
                Delay = MaximumDelay * delay,
                Error = failure < FailureRate ? $"a fault from seed {seed}" : null,
                IsTransient = transient < TransientRate,
                AfterEffect = after,
            };
        }
    }
}
