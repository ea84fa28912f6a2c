using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>
/// A process that exists but waits: a shell that reads one line before it becomes the program. So the host can write down who it is
/// before it does anything. If the host dies in between, the shell reads the end of its input and exits.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ProcessGate : IDisposable
{
    private const string Script = """read -r go && cd -- "$1" && shift && exec "$@" </dev/null""";

    /// <summary>The shell stays, to tell how the program ended. Signals go to both, and the shell lets them pass. What it says itself of the end is not the program's output.</summary>
    private const string ReportingScript = """
        read -r go && cd -- "$1" && shift || exit
        trap : HUP INT QUIT TERM USR1 USR2
        exec 4>&2 2>/dev/null
        (exec "$@" </dev/null 2>&4 3>&- 4>&-)
        code=$?
        printf %s "$code" >&3
        exit "$code"
        """;

    private const string Shell = "/bin/sh";

    /// <summary>The shell that hands variables on whatever their names.</summary>
    private static readonly string[] LenientShells = ["/bin/bash", "/usr/bin/bash"];

    private int _line;

    private ProcessGate(ProcessIdentity identity, int line, ExitReport? report) => (Identity, _line, Report) = (identity, line, report);

    public ProcessIdentity Identity { get; }

    /// <summary>Where the program's end is told; null where it can be asked for.</summary>
    public ExitReport? Report { get; }

    /// <summary>Starts the waiting process. The descriptors for its output stay the caller's to close.</summary>
    public static ProcessGate Start(ProcessLaunch launch, string workingDirectory, Dictionary<string, string> environment, int output, int error)
    {
        string program = FindProgram(launch, environment);
        string[] strange = [.. environment.Keys.Where(name => !ProcessEnvironment.IsPlainName(name))];
        string shell = strange.Length == 0 ? Shell : LenientShells.FirstOrDefault(File.Exists)
            ?? throw new ProcessStartException(
                $"'{program}' can't be given the variables {string.Join(", ", strange)}: only bash hands on such names, and it is not on this machine.");

        PipeEnds gate = PipeEnds.Create();
        ExitReport? report = ForeignReaping.IsExpected() ? new ExitReport() : null;
        try
        {
            LinuxSpawn spawn = new(shell, ["-c", report is null ? Script : ReportingScript, "gate", workingDirectory, .. As(launch, environment), program, .. launch.Arguments], environment)
            {
                Input = gate.Read,
                Output = output,
                Error = error,
                Report = report?.WriteEnd ?? -1,
                OutputFile = launch.OutputFile ?? "/dev/null",
            };
            int pid = spawn.Start();
            ProcessIdentity identity = ProcessEntry.Read(pid)?.Identity
                ?? throw new ProcessStartException($"'{program}' was started and /proc does not show it as process {pid}.");
            return new ProcessGate(identity, gate.Write, report);
        }
        catch
        {
            _ = LinuxInterop.Close(gate.Write);
            report?.Close();
            throw;
        }
        finally
        {
            _ = LinuxInterop.Close(gate.Read);
            report?.Begin();
        }
    }

    public unsafe void Open()
    {
        byte line = (byte)'\n';
        _ = LinuxInterop.Write(_line, &line, 1);
    }

    /// <summary>A gate that was not opened lets nothing run.</summary>
    public void Dispose()
    {
        if (_line >= 0)
        {
            _ = LinuxInterop.Close(_line);
            _line = -1;
        }
    }

    private static string FindProgram(ProcessLaunch launch, Dictionary<string, string> environment)
    {
        if (launch.FileName.Contains('/', StringComparison.Ordinal))
        {
            return ProgramLocator.IsProgram(launch.FileName)
                ? Path.GetFullPath(launch.FileName)
                : throw new ProcessStartException($"'{launch.FileName}' is not a file that can be executed.");
        }

        ProgramSearch search = new ProgramLocator(name => environment.GetValueOrDefault(name)).Find(new ProgramQuery(launch.FileName));
        return search.Best ?? throw new ProcessStartException(search.DescribeMissing());
    }

    private static string[] As(ProcessLaunch launch, Dictionary<string, string> environment)
    {
        if (launch.UnprivilegedUser is not { } user || !UserAccount.HostIsRoot)
        {
            return [];
        }

        ProgramLocator locator = new(name => name == "PATH" ? environment.GetValueOrDefault("PATH") + ":/usr/bin:/bin:/sbin:/usr/sbin" : null);
        if (locator.Find(new ProgramQuery("setpriv")).Best is { } setpriv)
        {
            return [setpriv, $"--reuid={user.UserId}", $"--regid={user.GroupId}", "--init-groups", "--"];
        }

        // It stays as the parent and hands SIGTERM on.
        return locator.Find(new ProgramQuery("su")).Best is { } su
            ? [su, "-m", "-s", "/bin/sh", user.Name, "-c", """exec "$0" "$@" """, "--"]
            : throw new ProcessStartException($"'{launch.FileName}' must not run as root, and neither setpriv nor su is there to make it {user.Name}'s.");
    }
}
