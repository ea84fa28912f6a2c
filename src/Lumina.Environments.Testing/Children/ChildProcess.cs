using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Lumina.Environments.Testing;

/// <summary>A process of its own in which a suite does one thing, and that can be killed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];

    private ChildProcess(Process process) => _process = process;

    /// <summary>What it has said, in order: <see cref="ChildProgram.Begun"/> and <see cref="ChildProgram.Done"/> aside.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>How many moments it has passed; null where it has not come to its end.</summary>
    public int? Moments { get; private set; }

    /// <summary>Why a suite cannot be run in a child process; null where it can.</summary>
    public static string? WhyNot(Type suite)
    {
        if (suite.GetConstructor(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic, Type.EmptyTypes) is null)
        {
            return $"{suite.Name} has no constructor without parameters, so that a child process cannot make it.";
        }

        return File.Exists(Settings(suite, "runtimeconfig")) && File.Exists(Settings(suite, "deps"))
            ? null
            : $"A child process needs {Path.GetFileName(Settings(suite, "runtimeconfig"))} and {Path.GetFileName(Settings(suite, "deps"))} beside the suite's assembly, as a test project has them.";
    }

    /// <summary>Starts it, and waits until it begins with what it is to do.</summary>
    public static async Task<ChildProcess> StartAsync(Type suite, ChildOrder order)
    {
        ProcessStartInfo start = new(DotnetProgram())
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in new[] { "exec", "--depsfile", Settings(suite, "deps"), "--runtimeconfig", Settings(suite, "runtimeconfig"), typeof(ChildProcess).Assembly.Location })
        {
            start.ArgumentList.Add(argument);
        }

        // Killed programs would leave their debugger's sockets.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        ChildProcess child = new(Process.Start(start)!);
        await child._process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order)).ConfigureAwait(false);
        await child._process.StandardInput.FlushAsync().ConfigureAwait(false);
        string? first = await child._process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        if (first != ChildProgram.Begun)
        {
            string errors = await child._process.StandardError.ReadToEndAsync().ConfigureAwait(false);
            child.Dispose();
            throw new ConformanceException($"A child process could not begin: {first} {errors}");
        }

        return child;
    }

    /// <summary>Kills it, as <c>kill -9</c> does, where it has not ended; its own children are left to themselves.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Reads one more line; null where it has ended.</summary>
    public async Task<string?> ReadAsync()
    {
        string? line = await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        if (line is not null)
        {
            Note(line);
        }

        return line;
    }

    /// <summary>Reads what it says until it ends.</summary>
    /// <exception cref="ConformanceException">It failed, or takes too long.</exception>
    public async Task EndAsync(TimeSpan patience)
    {
        Task ending = Task.Run(async () =>
        {
            while (await ReadAsync().ConfigureAwait(false) is not null)
            {
                // Each line is noted.
            }

            await _process.WaitForExitAsync().ConfigureAwait(false);
        });
        try
        {
            await ending.WaitAsync(patience, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!ending.IsCompleted)
        {
            throw new ConformanceException($"A call in a child process has not returned within {patience}.");
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private void Note(string line)
    {
        if (line.StartsWith(ChildProgram.Failed, StringComparison.Ordinal))
        {
            throw new ConformanceException($"A call in a child process{line[ChildProgram.Failed.Length..].Insert(0, " failed:")}");
        }

        if (line.StartsWith(ChildProgram.Done + ' ', StringComparison.Ordinal))
        {
            Moments = int.Parse(line[(ChildProgram.Done.Length + 1)..], CultureInfo.InvariantCulture);
        }
        else
        {
            _lines.Add(line);
        }
    }

    private static string Settings(Type suite, string kind) => Path.ChangeExtension(suite.Assembly.Location, $".{kind}.json");

    // The host beside the runtime that runs this process: <root>/shared/Microsoft.NETCore.App/<version>/System.Private.CoreLib.dll.
    private static string DotnetProgram()
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));
        string program = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(program) ? program : "dotnet";
    }
}
