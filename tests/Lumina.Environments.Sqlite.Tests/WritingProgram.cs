using System.Diagnostics;
using System.Globalization;

namespace Lumina.Environments.Sqlite.Tests;

/// <summary>A process of its own that writes to a store, and that can be killed.</summary>
internal sealed class WritingProgram : IDisposable
{
    private readonly Process _process;

    private WritingProgram(params string[] arguments)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        ProcessStartInfo start = new(host, [Path.Combine(AppContext.BaseDirectory, "Lumina.Environments.Sqlite.TestHost.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Killed programs would leave their debugger's sockets.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        _process = Process.Start(start)!;
    }

    /// <summary>The last sequence number that was acknowledged, by the environment's number.</summary>
    public Dictionary<int, long> Acknowledged { get; } = [];

    public static WritingProgram Append(string path, int environments) => new("append", path, environments.ToString(CultureInfo.InvariantCulture));

    public static WritingProgram Race(string path, long token, int commits, string actor) =>
        new("race", path, token.ToString(CultureInfo.InvariantCulture), commits.ToString(CultureInfo.InvariantCulture), actor);

    /// <summary>Reads until so many commits were acknowledged.</summary>
    public async Task UntilAsync(int acknowledged)
    {
        for (int read = 0; read < acknowledged; read++)
        {
            await ReadAsync();
        }
    }

    /// <summary>Reads to the end what it says.</summary>
    public async Task<string> RestAsync()
    {
        string rest = await _process.StandardOutput.ReadToEndAsync();
        string errors = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        _process.ExitCode.Should().Be(0, errors);
        return rest;
    }

    /// <summary>Kills it, and reads what it had said before.</summary>
    public void Kill()
    {
        _process.Kill();
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            Note(line);
        }

        _process.WaitForExit();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync() is not { } line)
        {
            throw new InvalidOperationException($"The program ended: {await _process.StandardError.ReadToEndAsync()}");
        }

        Note(line);
    }

    // The last line may have been cut by the kill.
    private void Note(string line)
    {
        if (line.Split(' ') is [{ } number, { } sequence] && sequence.Length > 0)
        {
            int environment = int.Parse(number, CultureInfo.InvariantCulture);
            Acknowledged[environment] = long.Parse(sequence, CultureInfo.InvariantCulture);
        }
    }
}
