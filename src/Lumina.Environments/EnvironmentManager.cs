using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Makes, operates and ends environments. Made by <see cref="Create"/>, or by <c>services.AddLuminaEnvironments()</c>.</summary>
/// <remarks>Disposing it terminates the environments that were opened through it (<see cref="OpenAsync(EnvironmentSpec, CancellationToken)"/>) and are not terminated yet, and with a durable store those of which all ends with it, such as this machine's own servers; what else was provisioned is left to its expiry.</remarks>
public sealed class EnvironmentManager : IActingManager
{
    /// <summary>Who terminates what the manager still has when it is disposed of.</summary>
    private const string DisposalActor = "lumina/disposal";

    private readonly EnvironmentManagerParts _parts;
    private readonly string? _owner;
    private readonly ServiceProvider? _services;
    private readonly bool _isView;
    private readonly string? _actor;
    private readonly string? _reason;
    private readonly Func<EnvironmentSnapshot, string?>? _unless;
    private int _disposed;

    internal EnvironmentManager(EnvironmentManagerParts parts, ServiceProvider? services = null) => (_parts, _services) = (parts, services);

    private EnvironmentManager(EnvironmentManagerParts parts, string? owner, string? actor = null, string? reason = null, Func<EnvironmentSnapshot, string?>? unless = null) =>
        (_parts, _owner, _actor, _reason, _unless, _isView) = (parts, owner, actor, reason, unless, true);

    /// <inheritdoc />
    public IObservable<EnvironmentEvent> Events => new OwnedEvents(_parts.Stream, _owner);

    private string Actor => _actor ?? _owner ?? _parts.Options.Value.Actor;

    /// <summary>Makes a manager without a host: the caller disposes it.</summary>
    /// <param name="configure">Adds providers and whatever else it takes, such as <c>environments => environments.UseLocal()</c>.</param>
    /// <exception cref="OptionsValidationException">Options are out of their ranges.</exception>
    /// <exception cref="InvalidOperationException">Registrations contradict each other.</exception>
    public static EnvironmentManager Create(Action<EnvironmentsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ServiceCollection collection = new();
        configure(collection.AddLuminaEnvironments());
        ServiceProvider services = collection.BuildServiceProvider();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return new EnvironmentManager(services.GetRequiredService<EnvironmentManagerParts>(), services);
        }
        catch
        {
            _ = services.DisposeAsync().AsTask(); // what was made so far; the error does not wait for it
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<EnvironmentPlan> PlanAsync(EnvironmentSpec spec, CancellationToken cancellationToken = default) =>
        _parts.Planner.WithCost(await PrepareAsync(spec, isToBeMade: false, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public async Task<EnvironmentPreview> PreviewAsync(EnvironmentSpec spec, CancellationToken cancellationToken = default) =>
        await _parts.Preview.PreviewAsync(await PrepareAsync(spec, isToBeMade: false, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public Task<EnvironmentSnapshot> ProvisionAsync(EnvironmentSpec spec, CancellationToken cancellationToken = default) => ProvisionAsync(spec, limit: null, cancellationToken);

    /// <summary>As <see cref="ProvisionAsync(EnvironmentSpec, CancellationToken)"/>, within a time that the spec is not judged by: the caller's, not its author's.</summary>
    internal async Task<EnvironmentSnapshot> ProvisionAsync(EnvironmentSpec spec, TimeSpan? limit, CancellationToken cancellationToken)
    {
        PreparedEnvironment prepared = await PrepareAsync(spec, isToBeMade: true, cancellationToken).ConfigureAwait(false) with { Limit = limit };
        EnvironmentId? begun = null;
        EnvironmentSession? session = null;
        try
        {
            // Until it is made it is the manager's: nobody else could end what a disposal interrupts.
            session = await _parts.Provisioner.ProvisionAsync(prepared, Actor, endsWithProcess: false, Begin, cancellationToken).ConfigureAwait(false);
            return session.Snapshot;
        }
        finally
        {
            // What ends with this manager it ends itself: others would see in the store that it is up, and be refused.
            bool endsWithManager = session is not null && _parts.Store.IsDurable && _parts.OutOfReach.EndsWithMaker(session.Snapshot);
            if (begun is { } id && !endsWithManager)
            {
                _parts.Opened.Remove(id);
            }
        }

        void Begin(EnvironmentId id) => _parts.Opened.Add((begun = id).Value);
    }

    /// <inheritdoc />
    public Task<TestEnvironment> OpenAsync(EnvironmentSpec spec, CancellationToken cancellationToken = default) => OpenAsync(spec, limit: null, cancellationToken);

    /// <summary>As <see cref="OpenAsync(EnvironmentSpec, CancellationToken)"/>, within a time that the spec is not judged by: the caller's, not its author's.</summary>
    internal async Task<TestEnvironment> OpenAsync(EnvironmentSpec spec, TimeSpan? limit, CancellationToken cancellationToken)
    {
        PreparedEnvironment prepared = await PrepareAsync(spec, isToBeMade: true, cancellationToken).ConfigureAwait(false) with { Limit = limit };
        EnvironmentSession session = await _parts.Provisioner.ProvisionAsync(prepared, Actor, endsWithProcess: true, _parts.Opened.Add, cancellationToken).ConfigureAwait(false);
        return new TestEnvironment(this, () => session.Snapshot, owns: true);
    }

    /// <inheritdoc />
    public async Task<TestEnvironment> AttachAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default)
    {
        EnvironmentSession session = await GetAsync(environmentId, cancellationToken).ConfigureAwait(false);
        await session.LookAsync(cancellationToken).ConfigureAwait(false);
        EnvironmentAttachment.RequireThere(session.Snapshot);
        await _parts.Attachment.AttachAsync(session, cancellationToken).ConfigureAwait(false);
        return new TestEnvironment(this, () => session.Snapshot, owns: false);
    }

    /// <inheritdoc />
    public async Task<EnvironmentSnapshot> StartAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default) =>
        await _parts.Lifecycle.StartAsync(await GetAsync(environmentId, cancellationToken).ConfigureAwait(false), Actor, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<EnvironmentSnapshot> StopAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default) =>
        await _parts.Lifecycle.StopAsync(await GetAsync(environmentId, cancellationToken).ConfigureAwait(false), Actor, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<EnvironmentSnapshot> TerminateAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default)
    {
        EnvironmentSession session = await GetAsync(environmentId, cancellationToken).ConfigureAwait(false);
        Task<EnvironmentSnapshot> terminating = _parts.Terminator.TerminateAsync(session, Actor, _reason ?? $"{Actor} asked for it", _unless);
        try
        {
            EnvironmentSnapshot terminated = await terminating.WaitAsync(cancellationToken).ConfigureAwait(false);
            _parts.Opened.Remove(environmentId);
            return terminated;
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested && !terminating.IsCompleted)
        {
            string next = $"it goes on in this process; where that ends before, {nameof(TerminateAsync)} or {nameof(RecoverAsync)} of any process finishes it";
            throw new OperationCanceledException($"Waiting for the termination of environment '{session.Snapshot.Name}' ({environmentId}) was cancelled: {next}.", exception, cancellationToken);
        }
    }

    /// <inheritdoc />
    public async Task<EnvironmentSnapshot> ExtendAsync(EnvironmentId environmentId, TimeSpan by, CancellationToken cancellationToken = default) =>
        await _parts.Lifecycle.ExtendAsync(await GetAsync(environmentId, cancellationToken).ConfigureAwait(false), Actor, by, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<EnvironmentSnapshot> RestartAsync(EnvironmentId environmentId, ComponentName component, CancellationToken cancellationToken = default) =>
        await _parts.Lifecycle.RestartAsync(await GetAsync(environmentId, cancellationToken).ConfigureAwait(false), Actor, component, _unless, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<EnvironmentSnapshot> ScaleAsync(EnvironmentId environmentId, ComponentName component, int count, CancellationToken cancellationToken = default) =>
        await _parts.Scaling.ScaleAsync(await GetAsync(environmentId, cancellationToken).ConfigureAwait(false), Actor, component, count, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<EnvironmentSnapshot> PauseAsync(EnvironmentId environmentId, ComponentName component, CancellationToken cancellationToken = default) =>
        await _parts.Pausing.ChangeAsync(await GetAsync(environmentId, cancellationToken).ConfigureAwait(false), EnvironmentVerb.Pause, Actor, component, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<EnvironmentSnapshot> UnpauseAsync(EnvironmentId environmentId, ComponentName component, CancellationToken cancellationToken = default) =>
        await _parts.Pausing.ChangeAsync(await GetAsync(environmentId, cancellationToken).ConfigureAwait(false), EnvironmentVerb.Unpause, Actor, component, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<DriftReport> DetectDriftAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default) =>
        await _parts.Drift.DetectAsync(await GetAsync(environmentId, cancellationToken).ConfigureAwait(false), Actor, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<ResetReport> ResetAsync(EnvironmentId environmentId, ResetOptions? options = null, CancellationToken cancellationToken = default) =>
        await _parts.Lifecycle.ResetAsync(await GetAsync(environmentId, cancellationToken).ConfigureAwait(false), Actor, options?.Way, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<RentedDatabase> RentDatabaseAsync(EnvironmentId environmentId, string database, CancellationToken cancellationToken = default) =>
        await _parts.Rentals.RentAsync(await GetAsync(environmentId, cancellationToken).ConfigureAwait(false), database, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<EnvironmentSnapshot?> FindAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default)
    {
        EnvironmentSnapshot? environment = await _parts.Store.FindAsync(environmentId, cancellationToken).ConfigureAwait(false);
        if (environment is null || !Sees(environment))
        {
            return null;
        }

        return _parts.Sessions.LayOver(StoredSecrets.IsMissing(environment)
            ? StoredSecrets.Bind(environment, await _parts.Store.ReadSecretsAsync(environmentId, cancellationToken).ConfigureAwait(false))
            : environment);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<EnvironmentSnapshot> QueryAsync(EnvironmentQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        bool others = _owner is not null && query.Owner is not null && query.Owner != _owner;
        return others ? AsyncEnumerable.Empty<EnvironmentSnapshot>() : _parts.Store.QueryAsync(query with { Owner = _owner ?? query.Owner }, cancellationToken).Select(_parts.Sessions.LayOver);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<EnvironmentEvent> ReadEventsAsync(
        EnvironmentId environmentId,
        long fromSequence = 1,
        bool follow = false,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await RequireAsync(environmentId, cancellationToken).ConfigureAwait(false);
        await foreach (EnvironmentEvent @event in _parts.Reader.ReadAsync(environmentId, fromSequence, follow, cancellationToken).ConfigureAwait(false))
        {
            yield return @event;
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<string> ReadLogsAsync(
        EnvironmentId environmentId,
        ComponentName component,
        int tail = 100,
        bool follow = false,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tail);
        cancellationToken.ThrowIfCancellationRequested();
        EnvironmentSnapshot environment = await RequireAsync(environmentId, cancellationToken).ConfigureAwait(false);
        await foreach (string line in _parts.Observer.ReadLogsAsync(environment, component, tail, follow, cancellationToken).ConfigureAwait(false))
        {
            yield return line;
        }
    }

    /// <inheritdoc />
    public async Task<EnvironmentHealth> CheckHealthAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default)
    {
        EnvironmentSnapshot environment = await RequireAsync(environmentId, cancellationToken).ConfigureAwait(false);
        string? undecided = await _parts.Unfinished.FindUndecidedAsync(environment, cancellationToken).ConfigureAwait(false);
        EnvironmentHealth health = await _parts.Health.CheckAsync(environment, cancellationToken).ConfigureAwait(false);
        return health with { Undecided = undecided, Verdict = undecided is not null && health.Verdict == HealthVerdict.Healthy ? HealthVerdict.Unknown : health.Verdict };
    }

    /// <inheritdoc />
    public async Task<EnvironmentCost> GetCostAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default) =>
        await _parts.Costs.CalculateAsync(await RequireAsync(environmentId, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public Task<CleanUpReport> CleanUpExpiredAsync(CancellationToken cancellationToken = default) => _parts.Cleaner.CleanUpAsync(this, cancellationToken);

    /// <inheritdoc />
    public Task<RecoveryReport> RecoverAsync(CancellationToken cancellationToken = default) =>
        _parts.Recovery.RecoverAsync(QueryAsync(new EnvironmentQuery { Active = true }, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<SweepReport> SweepAsync(SweepOptions? options = null, CancellationToken cancellationToken = default) =>
        _parts.Sweeper.SweepAsync(options ?? new SweepOptions(), _owner, cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<EnvironmentLease> ListLeasesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (EnvironmentLease lease in _parts.Store.ListLeasesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_owner is null || await FindAsync(lease.EnvironmentId, cancellationToken).ConfigureAwait(false) is not null)
            {
                yield return lease;
            }
        }
    }

    /// <inheritdoc />
    public async Task<bool> BreakLeaseAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default)
    {
        await RequireAsync(environmentId, cancellationToken).ConfigureAwait(false);
        EnvironmentLease? lease = await _parts.Store.FindLeaseAsync(environmentId, cancellationToken).ConfigureAwait(false);
        return lease is not null && await _parts.Store.BreakLeaseAsync(lease, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public IEnvironmentManager ForOwner(string owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (!DnsLabel.IsValid(owner))
        {
            throw new ArgumentException($"'{owner}' is no owner of environments. {DnsLabel.Form}", nameof(owner));
        }

        return _owner is null || _owner == owner
            ? new EnvironmentManager(_parts, owner)
            : throw new InvalidOperationException($"This view is '{_owner}''s; only the manager itself gives '{owner}' a view.");
    }

    IEnvironmentManager IActingManager.ActingAs(string actor, string reason, Func<EnvironmentSnapshot, string?> unless) => new EnvironmentManager(_parts, _owner, actor, reason, unless);

    /// <summary>Terminates what was opened through this manager, and what ends with it. A view does nothing.</summary>
    /// <exception cref="EnvironmentException">Something could not be terminated and is named.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_isView || Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            _parts.Opened.Close();
            await _parts.Opened.TerminateAllAsync(((IActingManager)this).ActingAs(DisposalActor, "its manager is disposed of", static _ => null)).ConfigureAwait(false);
        }
        finally
        {
            // A host's services are the host's to dispose.
            if (_services is not null)
            {
                await _services.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private Task<PreparedEnvironment> PrepareAsync(EnvironmentSpec spec, bool isToBeMade, CancellationToken cancellationToken)
    {
        _parts.Opened.ThrowIfClosed();
        return _parts.Preparation.PrepareAsync(spec, _owner, isToBeMade, cancellationToken);
    }

    private bool Sees(EnvironmentSnapshot environment) => _owner is null || environment.Owner == _owner;

    /// <summary>What takes the secrets of an environment out of texts that others read.</summary>
    internal async Task<SecretRedactor> GetRedactorAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        (await GetAsync(environmentId, cancellationToken).ConfigureAwait(false)).Redactor;

    private async Task<EnvironmentSession> GetAsync(EnvironmentId id, CancellationToken cancellationToken) =>
        await _parts.Sessions.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } session && Sees(session.Snapshot) ? session : throw NotFound(id);

    private async Task<EnvironmentSnapshot> RequireAsync(EnvironmentId id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw NotFound(id);

    private EnvironmentNotFoundException NotFound(EnvironmentId id) =>
        new($"There is no environment {id}{(_owner is null ? "" : $" of owner '{_owner}'")} in this store.") { EnvironmentId = id };
}
