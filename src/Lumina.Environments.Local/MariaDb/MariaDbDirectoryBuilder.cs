using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Initializes a data directory whose only administrator is the user of this process, through the server's socket.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MariaDbDirectoryBuilder(LocalHost host, MariaDbProgram program)
{
    /// <summary>Part of the cache's key: it changes with what is done here.</summary>
    public const string Recipe = "1";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    /// <summary>Returns the directory.</summary>
    public async Task<string> BuildAsync(CancellationToken cancellationToken)
    {
        string initialize = program.Initialize ?? throw new ProviderException($"The program mariadb-install-db, which makes data directories, is not beside '{program.Server}'. Install it (on Debian or Ubuntu: apt-get install mariadb-server).");
        UserAccount? account = host.AccountFor(MariaDbConfiguration.AccountName);
        string data = Path.Combine(host.MakeDirectory("mariadb-init", account, host.HasMemory()), "data");
        LocalHost.MakePrivate(data, account);
        ProcessLaunch launch = new(initialize)
        {
            Arguments =
            [
                "--no-defaults", $"--datadir={data}", "--auth-root-authentication-method=socket", $"--auth-root-socket-user={Environment.UserName}", "--skip-test-db", "--skip-name-resolve", .. MariaDbConfiguration.Files,
            ],
            WorkingDirectory = data,
            UnprivilegedUser = account,
            EnvironmentBase = EnvironmentBase.Scrubbed,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = "C", ["LANG"] = null, ["TZ"] = "UTC" },
        };
        ChildProcess child = await host.Processes.StartAsync(launch, cancellationToken).ConfigureAwait(false);
        await using (child.ConfigureAwait(false))
        {
            ProcessExit exit = await ServerLaunch.WaitUntilDoneAsync(child, Bound, host.Time, cancellationToken).ConfigureAwait(false);
            return exit.Code == 0 ? data : throw new ProviderException($"No data directory could be initialized with {initialize} ({exit}).") { LastLogLines = child.Output.LastLines(ServerLaunch.LogTail) };
        }
    }
}
