using Microsoft.Extensions.Configuration;

namespace Lumina.Environments;

/// <summary>A live handle to an environment: its present snapshot, its addresses and its verbs.</summary>
/// <remarks>Whoever opened the environment owns it: disposing that handle terminates it. Disposing a handle from <see cref="IEnvironmentManager.AttachAsync"/> leaves it.</remarks>
public sealed class TestEnvironment : IAsyncDisposable
{
    private readonly IEnvironmentManager _manager;
    private readonly Func<EnvironmentSnapshot> _snapshot;
    private readonly bool _owns;
    private int _disposed;

    /// <summary>Makes a handle that does not own its environment and shows one snapshot of it; for tests of code that takes a handle.</summary>
    public TestEnvironment(IEnvironmentManager manager, EnvironmentSnapshot snapshot)
        : this(manager, () => snapshot, owns: false)
    {
    }

    internal TestEnvironment(IEnvironmentManager manager, Func<EnvironmentSnapshot> snapshot, bool owns) =>
        (_manager, _snapshot, _owns) = (manager, snapshot, owns);

    /// <summary>The environment's identifier.</summary>
    public EnvironmentId Id => Snapshot.Id;

    /// <summary>The environment's name.</summary>
    public string Name => Snapshot.Name;

    /// <summary>What it is doing.</summary>
    public EnvironmentStatus Status => Snapshot.Status;

    /// <summary>The environment as it is now.</summary>
    public EnvironmentSnapshot Snapshot => _snapshot();

    /// <summary>The connection string of a database, from this machine. It is a secret that is revealed on purpose.</summary>
    /// <exception cref="ComponentNotFoundException">There is no such database; the nearest name is in the message.</exception>
    public string ConnectionString(string database) => EnvironmentOutputs.Find(Snapshot, ComponentName.Database(database), OutputNames.ConnectionString).Reveal();

    /// <summary>The address of a service's endpoint, from this machine.</summary>
    /// <param name="service">The service.</param>
    /// <param name="endpoint">The endpoint; null for the service's first.</param>
    /// <exception cref="ComponentNotFoundException">There is no such service or endpoint; the nearest name is in the message.</exception>
    public Uri Endpoint(string service, string? endpoint = null) => EnvironmentOutputs.FindEndpoint(Snapshot, service, endpoint);

    /// <summary>An output of any component, from this machine; a secret is revealed.</summary>
    /// <exception cref="ComponentNotFoundException">There is no such component or output; the nearest name is in the message.</exception>
    public string Output(ComponentName component, string output) => EnvironmentOutputs.Find(Snapshot, component, output).Reveal();

    /// <summary>A client whose base address is a service's endpoint. The caller disposes it.</summary>
    /// <param name="service">The service.</param>
    /// <param name="endpoint">The endpoint; null for the service's first.</param>
    /// <exception cref="ComponentNotFoundException">There is no such service or endpoint; the nearest name is in the message.</exception>
    public HttpClient CreateHttpClient(string service, string? endpoint = null) => new() { BaseAddress = HealthEndpoint.WithSlash(Endpoint(service, endpoint)) };

    /// <summary>Adds the conventional keys: <c>ConnectionStrings:orders</c> for each database and <c>services:api:http:0</c> for each endpoint of each service.</summary>
    /// <returns>The builder.</returns>
    public IConfigurationBuilder AddTo(IConfigurationBuilder configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Add(new EnvironmentConfigurationSource(EnvironmentOutputs.ConfigurationKeys(Snapshot)));
    }

    /// <summary>Starts it again after a stop.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => _manager.StartAsync(Id, cancellationToken);

    /// <summary>Stops it; data is kept.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _manager.StopAsync(Id, cancellationToken);

    /// <summary>Restarts one component and what depends on it.</summary>
    public Task RestartAsync(ComponentName component, CancellationToken cancellationToken = default) => _manager.RestartAsync(Id, component, cancellationToken);

    /// <summary>Changes how many there are of one component. Throws what <see cref="IEnvironmentManager.ScaleAsync"/> throws.</summary>
    public Task ScaleAsync(ComponentName component, int count, CancellationToken cancellationToken = default) => _manager.ScaleAsync(Id, component, count, cancellationToken);

    /// <summary>Halts one component where it is. Throws what <see cref="IEnvironmentManager.PauseAsync"/> throws.</summary>
    public Task PauseAsync(ComponentName component, CancellationToken cancellationToken = default) => _manager.PauseAsync(Id, component, cancellationToken);

    /// <summary>Lets one component that is paused go on.</summary>
    public Task UnpauseAsync(ComponentName component, CancellationToken cancellationToken = default) => _manager.UnpauseAsync(Id, component, cancellationToken);

    /// <summary>Compares what is there with what was made; changes nothing.</summary>
    public Task<DriftReport> DetectDriftAsync(CancellationToken cancellationToken = default) => _manager.DetectDriftAsync(Id, cancellationToken);

    /// <summary>Gives every database its seeded state back; sessions that are open go on where the report says so.</summary>
    /// <param name="options">How; null for the best way.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<ResetReport> ResetAsync(ResetOptions? options = null, CancellationToken cancellationToken = default) => _manager.ResetAsync(Id, options, cancellationToken);

    /// <summary>Hands out a database like one of the environment's, as it was seeded, that belongs to the caller alone. Throws what <see cref="IEnvironmentManager.RentDatabaseAsync"/> throws.</summary>
    public Task<RentedDatabase> RentDatabaseAsync(string database, CancellationToken cancellationToken = default) => _manager.RentDatabaseAsync(Id, database, cancellationToken);

    /// <summary>Moves the expiry.</summary>
    public Task ExtendAsync(TimeSpan by, CancellationToken cancellationToken = default) => _manager.ExtendAsync(Id, by, cancellationToken);

    /// <summary>Runs every health check once.</summary>
    public Task<EnvironmentHealth> CheckHealthAsync(CancellationToken cancellationToken = default) => _manager.CheckHealthAsync(Id, cancellationToken);

    /// <summary>What it has cost until now.</summary>
    public Task<EnvironmentCost> GetCostAsync(CancellationToken cancellationToken = default) => _manager.GetCostAsync(Id, cancellationToken);

    /// <summary>Reads log lines of a service, oldest first.</summary>
    public IAsyncEnumerable<string> ReadLogsAsync(string service, int tail = 100, bool follow = false, CancellationToken cancellationToken = default) =>
        _manager.ReadLogsAsync(Id, ComponentName.Service(service), tail, follow, cancellationToken);

    /// <summary>Reads log lines of any component, oldest first; none where its provider has no logs.</summary>
    public IAsyncEnumerable<string> ReadLogsAsync(ComponentName component, int tail = 100, bool follow = false, CancellationToken cancellationToken = default) =>
        _manager.ReadLogsAsync(Id, component, tail, follow, cancellationToken);

    /// <summary>Destroys all of it. Succeeds where that is done already.</summary>
    public Task TerminateAsync(CancellationToken cancellationToken = default) => _manager.TerminateAsync(Id, cancellationToken);

    /// <summary>Its name, identifier and status, such as <c>shop (…): Ready</c>.</summary>
    public override string ToString() => $"{Name} ({Id}): {Status}";

    /// <summary>Terminates the environment where this handle owns it. Throws what <see cref="IEnvironmentManager.TerminateAsync"/> throws: a leak is never silent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_owns && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _manager.TerminateAsync(Id, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
