using System.Diagnostics;

namespace Lumina.Environments.Benchmarks;

/// <summary>Seconds since it was restarted.</summary>
internal sealed class TimedClock
{
    private readonly Stopwatch _stopwatch = Stopwatch.StartNew();

    public double Elapsed => _stopwatch.Elapsed.TotalSeconds;

    public void Restart() => _stopwatch.Restart();
}
