using System.Diagnostics;

namespace Lumina.Environments.Kills;

/// <summary>A process of its own that takes an environment through its life, and can be killed.</summary>
internal sealed class KilledHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;

    /// <param name="program">The program's name, which is beside the tests.</param>
    /// <param name="arguments">What it is told.</param>
    public KilledHost(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // its debugger's socket would be left
        _process = Process.Start(start)!;
    }

    /// <summary>All that it has said.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Waits until it has said so many lines, or its last one.</summary>
    public async Task UntilAsync(int lines)
    {
        using CancellationTokenSource bound = new(Patience, TimeProvider.System);
        while (Lines.Count < lines && !Lines.Contains("ended"))
        {
            Lines.Add(await _process.StandardOutput.ReadLineAsync(bound.Token) ?? throw new InvalidOperationException($"The host ended by itself: {await _process.StandardError.ReadToEndAsync(bound.Token)}"));
        }
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        Lines.AddRange((await _process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
