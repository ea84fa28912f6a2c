using System.Globalization;

namespace Lumina.Environments.Benchmarks;

/// <summary>The memory of other processes on Linux.</summary>
internal static class ProcessMemory
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>The most resident memory that the processes working below a directory had together, in MB; what several of them map counts once.</summary>
    public static async Task<double> PeakAsync(string directory, CancellationToken cancellationToken)
    {
        double peak = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            peak = Math.Max(peak, Directory.GetDirectories("/proc").Where(process => WorksBelow(process, directory)).Sum(ReadKilobytes) / 1024.0);
            await Task.Delay(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }

    private static bool WorksBelow(string process, string directory)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget?.StartsWith(directory, StringComparison.Ordinal) == true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long ReadKilobytes(string process)
    {
        try
        {
            string line = File.ReadLines(Path.Combine(process, "smaps_rollup")).First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // It has ended.
            return 0;
        }
    }
}
