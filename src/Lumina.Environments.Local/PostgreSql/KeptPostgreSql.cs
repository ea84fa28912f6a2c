using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>PostgreSQL databases that outlive this process: each has a server of its own, whose data lies on disk with all else of its entry.</summary>
[SupportedOSPlatform("linux")]
internal sealed class KeptPostgreSql(LocalHost host, PostgreSqlServers servers)
{
    private const string PortName = "postgresql";

    // Told to end fast it writes everything down first; told to quit it does not, and its data is recovered when it starts again.
    private static readonly ProcessStop End = new() { Signal = ProcessSignal.Quit, Grace = TimeSpan.FromSeconds(5) };

    public KeptComponents Components { get; } = new(host, PostgreSqlProvider.ProviderName, ComponentKinds.Database, new ProcessStop { Signal = ProcessSignal.Interrupt, Grace = host.Options.StopGrace }, End);

    public async Task<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        Recipe recipe = new(host, servers, spec, context);
        KeptEntry entry = await Components.EnsureAsync(context, recipe, cancellationToken).ConfigureAwait(false);
        return DatabaseOutputs.PostgreSql(context, LocalDatabases.At(entry.State.Ports[PortName]), recipe.Version, AdminConnectionString(entry));
    }

    /// <summary>What is inside the component's server.</summary>
    public PostgreSqlDatabases Databases(ComponentContext context) => servers.Databases.PostgreSql(AdminConnectionString(Components.Require(context)));

    /// <summary>Makes the database anew, empty.</summary>
    public async Task ResetAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await Databases(context).ResetAsync(context, cancellationToken).ConfigureAwait(false);
    }

    private static string AdminConnectionString(KeptEntry entry) => PostgreSqlServer.SocketConnectionString(SocketDirectory(entry), entry.State.Ports[PortName]);

    private static string SocketDirectory(KeptEntry entry) => entry.PathOf("run");

    private static string DataDirectory(KeptEntry entry) => entry.PathOf("data");

    private sealed class Recipe(LocalHost host, PostgreSqlServers servers, DatabaseSpec spec, ComponentContext context) : IKeptRecipe
    {
        private readonly UserAccount? _account = host.AccountFor(PostgreSqlConfiguration.Administrator);

        public string Version { get; private set; } = "";

        public async Task PrepareAsync(KeptEntry entry, CancellationToken cancellationToken)
        {
            StateDirectory.Of(entry).RequireReachable(_account);
            LocalHost.RequireShort(SocketDirectory(entry), nameof(LocalOptions.StateDirectory));
            string program = await servers.Programs.ChooseAsync(spec, cancellationToken).ConfigureAwait(false);
            LocalHost.MakePrivate(SocketDirectory(entry), _account);
            LocalHost.MakePrivate(DataDirectory(entry), _account);
            await servers.Cache.FillAsync(new PostgreSqlProgram(program), DataDirectory(entry), _account, cancellationToken).ConfigureAwait(false);
            entry.Save(entry.State with { Program = program, Replicas = 1 });
        }

        public async Task StartAsync(KeptEntry entry, CancellationToken cancellationToken)
        {
            string data = DataDirectory(entry);
            using PortReservation port = KeptPorts.Take(entry.State.Ports.GetValueOrDefault(PortName));
            entry.Save(entry.State with { Ports = new Dictionary<string, int>(StringComparer.Ordinal) { [PortName] = port.Port } });
            await PostgreSqlServer.ConfigureAsync(host, data, SocketDirectory(entry), port.Port, _account, cancellationToken).ConfigureAwait(false);

            // Nothing runs here: the file is of a server that was killed, and its pid may be anybody's after the machine was started anew.
            File.Delete(Path.Combine(data, "postmaster.pid"));
            await new ServerLaunch(host, PostgreSqlServer.Launch(entry.State.Program!, data, _account), PostgreSqlServer.ReadyLine) { Stop = End, Kept = entry }
                .StartAsync(cancellationToken).ConfigureAwait(false);
        }

        public async Task CompleteAsync(KeptEntry entry, CancellationToken cancellationToken)
        {
            PostgreSqlDatabases databases = servers.Databases.PostgreSql(AdminConnectionString(entry));
            await databases.CreateAsync(spec, context, cancellationToken).ConfigureAwait(false);
            Version = await databases.GetServerVersionAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
