using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>
/// Initializes a data directory and makes it small: one template, packed, and the database for administrators as a copy of it; nobody else may
/// connect to either. A third of the files of a stock one are left, and half of the bytes, which each server and each database is copied from.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class DataDirectoryBuilder(LocalHost host, PostgreSqlProgram program)
{
    /// <summary>Part of the cache's key: it changes with what is done here.</summary>
    public const string Recipe = "1";

    private const string Packing = """
        UPDATE pg_database SET datistemplate = false WHERE datname = 'template0'
        DROP DATABASE template0
        DROP DATABASE postgres
        VACUUM FULL
        REVOKE ALL ON DATABASE template1 FROM PUBLIC
        CREATE DATABASE postgres
        REVOKE ALL ON DATABASE postgres FROM PUBLIC
        CHECKPOINT

        """;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    /// <summary>Returns the directory.</summary>
    public async Task<string> BuildAsync(CancellationToken cancellationToken)
    {
        UserAccount? account = host.AccountFor(PostgreSqlConfiguration.Administrator);
        string directory = host.MakeDirectory("initdb", account, host.HasMemory());
        string script = Path.Combine(directory, "packing.sql");
        string data = Path.Combine(directory, "data");
        LocalHost.MakePrivate(data, account);
        await LocalHost.WriteAsync(script, Packing, account, cancellationToken).ConfigureAwait(false);

        await RunAsync(program.Initialize, account, cancellationToken,
            "-D", data, "-U", PostgreSqlConfiguration.Administrator, "--auth=reject", "--encoding=UTF8", "--locale=C.UTF-8", "--wal-segsize=1", "--no-sync").ConfigureAwait(false);

        // A server of one session, which reads a command a line from its input and ends with it.
        await RunAsync("/bin/sh", account, cancellationToken,
            "-c", """exec "$0" --single -D "$1" -c fsync=off -c wal_level=minimal -c max_wal_senders=0 -c min_wal_size=2MB -c max_wal_size=2MB template1 <"$2" """,
            program.Server, data, script).ConfigureAwait(false);
        return data;
    }

    private async Task RunAsync(string file, UserAccount? account, CancellationToken cancellationToken, params string[] arguments)
    {
        ChildProcess child = await host.Processes.StartAsync(
            new ProcessLaunch(file) { Arguments = arguments, UnprivilegedUser = account, EnvironmentBase = EnvironmentBase.Scrubbed, Environment = Locale() }, cancellationToken).ConfigureAwait(false);
        await using (child.ConfigureAwait(false))
        {
            ProcessExit exit = await ServerLaunch.WaitUntilDoneAsync(child, Bound, host.Time, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<string> lines = child.Output.LastLines(ServerLaunch.LogTail);
            if (exit.Code != 0 || lines.Any(line => line.Contains("ERROR:", StringComparison.Ordinal) || line.Contains("FATAL:", StringComparison.Ordinal)))
            {
                throw new ProviderException($"No data directory could be initialized with {program.Initialize} ({exit}).") { LastLogLines = lines };
            }
        }
    }

    private static Dictionary<string, string?> Locale() => new(StringComparer.Ordinal) { ["LC_ALL"] = "C", ["LANG"] = null, ["TZ"] = "UTC" };
}
