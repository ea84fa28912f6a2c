using System.Diagnostics;
using System.Globalization;

namespace Lumina.Environments.Moto;

/// <summary>A moto server on a free port of the loopback interface: an AWS without an account. It ends with this process, however that ends.</summary>
internal sealed class MotoProcess : IAsyncDisposable
{
    private const string Program = "moto_server";
    private const string Started = "Running on ";

    /// <summary>The shell ends moto when its input ends: when this process stops it, or is gone.</summary>
    private const string Script = """
        "$0" -H 127.0.0.1 -p 0 2>&1 </dev/null & server=$!
        read -r end
        kill $server
        """;

    private readonly Process _process;

    private MotoProcess(Process process, string endpoint) => (_process, Endpoint) = (process, endpoint);

    public string Endpoint { get; }

    /// <summary>Why it can't be started here; null where it can.</summary>
    public static string? Missing() => Find() is null ? "moto_server is not on this machine: pip install 'moto[server]'." : null;

    /// <summary>Starts it.</summary>
    /// <param name="callsBeforePolicies">After how many calls those of IAM's policies count; null for never.</param>
    public static async Task<MotoProcess> StartAsync(int? callsBeforePolicies = null)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", Script, Find()!]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };

        // A certificate counts as valid after a minute, else, and the roles of AWS's services have no policies.
        start.Environment["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true";
        start.Environment["MOTO_ACM_VALIDATION_WAIT"] = "1";

        // Of each service of ECS one task runs, or nobody who waits for it comes to an end.
        start.Environment["MOTO_ECS_SERVICE_RUNNING"] = "1";
        start.Environment["INITIAL_NO_AUTH_ACTION_COUNT"] = callsBeforePolicies?.ToString(CultureInfo.InvariantCulture) ?? "inf";
        Process process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            int at = line.IndexOf(Started, StringComparison.Ordinal);
            if (at >= 0)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new MotoProcess(process, line[(at + Started.Length)..].Trim());
            }
        }

        throw new InvalidOperationException("moto_server ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists);
}
