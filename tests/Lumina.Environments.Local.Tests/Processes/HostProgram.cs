using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local.Tests.Processes;

/// <summary>A real host in a process of its own, which can be killed.</summary>
[SupportedOSPlatform("linux")]
internal sealed class HostProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo? _base;

    public HostProgram(params string[] arguments)
        : this(RandomNumberGenerator.GetString("0123456789", 12), Directory.CreateTempSubdirectory("lumina-tests-").FullName, arguments)
    {
        _base = new DirectoryInfo(BaseDirectory);
    }

    /// <summary>One whose directory and offspring are looked after by the caller.</summary>
    public HostProgram(string token, string baseDirectory, string[] arguments)
    {
        (Token, BaseDirectory) = (token, baseDirectory);
        string program = Path.Combine(AppContext.BaseDirectory, "Lumina.Environments.Local.TestHost.dll");
        ProcessStartInfo start = new(DotnetLocator.Find(Environment.ProcessPath, Environment.GetEnvironmentVariable), [program, Token, BaseDirectory, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Killed hosts would leave their debugger's sockets.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        _process = Process.Start(start)!;
    }

    public string Token { get; }

    public string BaseDirectory { get; }

    public string Root => Path.Combine(BaseDirectory, HostRoot.DirectoryName(Token));

    /// <summary>What it has said: the first word of each line, and the rest.</summary>
    public Dictionary<string, string> Said { get; } = [];

    /// <summary>All that it has said.</summary>
    public List<string> Lines { get; } = [];

    public int ProcessId => _process.Id;

    public int Guardian => int.Parse(Said["guardian"], CultureInfo.InvariantCulture);

    public int Port => int.Parse(Said["port"], CultureInfo.InvariantCulture);

    public Task UntilItSaysAsync(string word) => UntilAsync(() => Said.ContainsKey(word), $"it said '{word}'");

    public async Task UntilAsync(Func<bool> condition, string what, TimeSpan? within = null)
    {
        using CancellationTokenSource bound = new(within ?? TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!condition())
        {
            if (!Note(await _process.StandardOutput.ReadLineAsync(bound.Token)))
            {
                Assert.Fail($"The host ended before {what}: {await _process.StandardError.ReadToEndAsync(bound.Token)}");
            }
        }
    }

    /// <summary>Reads what a host that is dead had said before.</summary>
    public void ReadToEnd()
    {
        while (Note(_process.StandardOutput.ReadLine()))
        {
            // Each line is noted.
        }
    }

    /// <summary>Whether it is gone with all that it held.</summary>
    public bool HasEnded => _process.HasExited;

    public void Kill() => Signal(ProcessSignal.Kill);

    public void Signal(ProcessSignal signal) => _ = LinuxInterop.Kill(_process.Id, (int)signal);

    public Task NothingIsLeftAsync(TimeSpan? within = null) => Deadline.UntilAsync(() => Left().Count == 0, () => string.Join("\n", Left()), within);

    /// <summary>Waits until it is dead and its guardian has done its work.</summary>
    public Task IsGoneAsync() => Deadline.UntilAsync(
        () => HasEnded && Directory.GetDirectories(BaseDirectory, HostRoot.DirectoryPrefix + "*").Length == 0,
        () => string.Join("\n", Directory.GetDirectories(BaseDirectory)),
        TimeSpan.FromSeconds(30));

    public List<string> Left() => [.. Evidence.Processes(Token), .. Evidence.Directories(Token, BaseDirectory)];

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_base is not null)
        {
            await Deadline.PassesAsync(() => Left().Count == 0);
            _base.Delete(recursive: true);
        }
    }

    private bool Note(string? line)
    {
        if (line is null)
        {
            return false;
        }

        Lines.Add(line);
        string[] words = line.Split(' ', 2);
        Said[words[0]] = words.Length > 1 ? words[1] : "";
        return true;
    }
}
