using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Redis databases that outlive this process. Unlike those that end with it they write each command into a file before they answer, so that one that is killed loses nothing.</summary>
[SupportedOSPlatform("linux")]
internal sealed class KeptRedis(LocalHost host, RedisInstances instances)
{
    private const string PortName = "redis";

    private static readonly ProcessStop End = new() { Grace = TimeSpan.Zero };

    public KeptComponents Components { get; } = new(host, RedisProvider.ProviderName, ComponentKinds.Database, new ProcessStop { Signal = ProcessSignal.Terminate, Grace = host.Options.StopGrace }, End);

    public async Task<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string password = DatabaseOutputs.Password(context);
        KeptEntry entry = await Components.EnsureAsync(context, new Recipe(host, instances, spec, password), cancellationToken).ConfigureAwait(false);
        return DatabaseOutputs.Redis(LocalDatabases.At(entry.State.Ports[PortName]), password, await instances.Programs.VersionAsync(entry.State.Program!, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Empties it.</summary>
    public Task ResetAsync(ComponentContext context, CancellationToken cancellationToken) =>
        AskAsync(Components.Require(context), DatabaseOutputs.Password(context), "FLUSHALL", cancellationToken);

    private static async Task AskAsync(KeptEntry entry, string password, string command, CancellationToken cancellationToken)
    {
        try
        {
            using RedisConnection connection = await RedisConnection.OpenAsync(LocalDatabases.Address, entry.State.Ports[PortName], password, cancellationToken).ConfigureAwait(false);
            await connection.AskAsync([command], cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new ProviderException($"The Redis server '{entry.Name}' did not take the command {command}: {exception.Message}", exception) { IsTransient = true };
        }
    }

    private sealed class Recipe(LocalHost host, RedisInstances instances, DatabaseSpec spec, string password) : IKeptRecipe
    {
        private readonly UserAccount? _account = host.AccountFor(RedisInstance.AccountName);

        public async Task PrepareAsync(KeptEntry entry, CancellationToken cancellationToken)
        {
            StateDirectory.Of(entry).RequireReachable(_account);
            string program = await instances.Programs.ChooseAsync(spec, cancellationToken).ConfigureAwait(false);
            LocalHost.MakePrivate(entry.PathOf("data"), _account);
            entry.Save(entry.State with { Program = program, Replicas = 1 });
        }

        public async Task StartAsync(KeptEntry entry, CancellationToken cancellationToken)
        {
            string directory = entry.PathOf("data");
            using PortReservation port = KeptPorts.Take(entry.State.Ports.GetValueOrDefault(PortName));
            entry.Save(entry.State with { Ports = new Dictionary<string, int>(StringComparer.Ordinal) { [PortName] = port.Port } });
            string configuration = Path.Combine(directory, RedisConfiguration.FileName);
            await LocalHost.WriteAsync(configuration, RedisConfiguration.Text(LocalDatabases.Address, port.Port, directory, password, writesEachCommand: true), _account, cancellationToken).ConfigureAwait(false);
            ProcessLaunch launch = RedisInstance.Launch(entry.State.Program!, directory, configuration, _account);
            await new ServerLaunch(host, launch, RedisInstance.ReadyLine) { Kept = entry }.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        /// <summary>One that is adopted must know the password that others will be told.</summary>
        public Task CompleteAsync(KeptEntry entry, CancellationToken cancellationToken) => AskAsync(entry, password, "PING", cancellationToken);
    }
}
