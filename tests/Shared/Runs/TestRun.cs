using System.Diagnostics;
using System.Xml.Linq;

namespace Lumina.Environments.Fixtures.Tests;

/// <summary>A <c>dotnet test</c> of the assembly that fails and hangs on purpose, in a session of its own, which can be killed as a whole.</summary>
internal sealed class TestRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    public TestRun(string assembly, string tests, params IEnumerable<(string Name, string Value)> variables)
    {
        if (!OperatingSystem.IsWindows())
        {
            // Servers run as accounts of their own and have to reach it.
            File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        string dll = Path.Combine(AppContext.BaseDirectory.Replace(typeof(TestRun).Assembly.GetName().Name!, assembly, StringComparison.Ordinal), $"{assembly}.dll");
        ProcessStartInfo start = new("setsid", ["--wait", "dotnet", "test", dll, "--nologo", "--filter", $"FullyQualifiedName~.{tests}", "--results-directory", Folder, "--logger", "trx;LogFileName=results.trx", "--logger", "console;verbosity=normal"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["RUN_FOLDER"] = Folder;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // what is killed would leave its debugger's sockets
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Where it works. Everything that belongs to it has the name in its variables, its command line or its working directory.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("lumina-run-").FullName;

    public async Task<(int ExitCode, string Output, XDocument Results)> EndAsync()
    {
        using CancellationTokenSource bound = new(Patience, TimeProvider.System);
        await _process.WaitForExitAsync(bound.Token);
        string output = await _output + await _errors;
        string results = Path.Combine(Folder, "results.trx");
        File.Exists(results).Should().BeTrue("the run wrote results: {0}", output);
        return (_process.ExitCode, output, XDocument.Load(results));
    }

    /// <summary>Waits until a test of the run has its environment.</summary>
    public async Task UntilReadyAsync()
    {
        await UntilAsync(() => _process.HasExited || IsReady, () => "it has not said that it is ready");
        if (!IsReady)
        {
            Assert.Fail(await _output + await _errors);
        }
    }

    public Task GoOnAsync() => File.WriteAllTextAsync(Path.Combine(Folder, "go-on"), "");

    /// <summary>Kills <c>dotnet test</c> and all of its session, as the end of a job does. A guardian is of another session.</summary>
    public void Kill()
    {
        List<int> run = Descendants(_process.Id);
        int session = run.Select(SessionOf).FirstOrDefault(run.Contains);
        foreach (int pid in run.Where(pid => pid == _process.Id || SessionOf(pid) == session))
        {
            Signal(pid);
        }
    }

    public Task NothingIsLeftAsync() => UntilAsync(() => Left().Count == 0, () => string.Join('\n', Left()));

    public List<string> Left() => [.. Members().Select(member => $"{member.Id}: {member.Command}"), .. Directory.GetDirectories(Folder, "lumina-*")];

    public async ValueTask DisposeAsync()
    {
        Kill();
        await NothingIsLeftAsync();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private bool IsReady => File.Exists(Path.Combine(Folder, "ready"));

    private IEnumerable<(int Id, string Command)> Members()
    {
        foreach (int pid in Processes())
        {
            string command = Read(pid, "cmdline").Replace('\0', ' ');
            if (command.Length > 0 && (command.Contains(Folder, StringComparison.Ordinal) || Read(pid, "environ").Contains(Folder, StringComparison.Ordinal) || WorkingDirectory(pid).Contains(Folder, StringComparison.Ordinal)))
            {
                yield return (pid, command);
            }
        }
    }

    private static List<int> Descendants(int root)
    {
        List<int> found = [root];
        for (int i = 0; i < found.Count; i++)
        {
            found.AddRange(Processes().Where(pid => ParentOf(pid) == found[i]));
        }

        return found;
    }

    private static IEnumerable<int> Processes() => Directory.GetDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out int pid) ? pid : 0).Where(pid => pid > 0);

    private static int ParentOf(int pid) => Stat(pid, 1);

    private static int SessionOf(int pid) => Stat(pid, 3);

    // After the name, which is in parentheses: state, parent, group, session.
    private static int Stat(int pid, int field) => Read(pid, "stat") is { Length: > 0 } stat && int.TryParse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[field], out int value) ? value : 0;

    private static void Signal(int pid)
    {
        try
        {
            using Process process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    private static string WorkingDirectory(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget ?? "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static async Task UntilAsync(Func<bool> condition, Func<string> state)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(Patience, "{0}", state());
            await Task.Delay(Interval, TimeProvider.System);
        }
    }
}
