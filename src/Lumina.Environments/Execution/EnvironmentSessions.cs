using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>The environments on which this process operates: new ones, and those that it opens from the store.</summary>
internal sealed partial class EnvironmentSessions(
    IEnvironmentStore store,
    EnvironmentEventStream stream,
    JournalReader reader,
    ExpandComponents expand,
    IRandomSource random,
    IProcessInspector processes,
    IOptions<EnvironmentManagerOptions> options,
    TimeProvider timeProvider,
    ILogger<EnvironmentSessions> logger) : IJournalWriter
{
    private readonly ConcurrentDictionary<EnvironmentId, Lazy<Task<EnvironmentSession>>> _sessions = new();

    /// <summary>An identifier that nothing bears yet.</summary>
    public EnvironmentId NextId()
    {
        Span<byte> randomness = stackalloc byte[10];
        random.Fill(randomness);
        return EnvironmentId.Create(timeProvider.GetUtcNow(), randomness);
    }

    /// <summary>Begins the journal of a new environment. Its lease is held once, for the caller to let go of.</summary>
    /// <param name="prepared">What is made.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="endsWithProcess">Whether it is of use to this process alone.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<EnvironmentSession> CreateAsync(PreparedEnvironment prepared, string actor, bool endsWithProcess, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        EnvironmentId id = NextId();
        EnvironmentSession session = MakeSession(id, snapshot: null, prepared.Components.ToDictionary(component => component.Name, component => component.Spec));
        KeyValuePair<string, Secret>[] literals = [.. Literals(prepared)];
        session.Remember(literals);

        DateTimeOffset? expiresAt = prepared.Spec.Lifetime == EnvironmentSpec.Unlimited ? null : now + prepared.Spec.Lifetime;
        ImmutableArray<PlannedComponent> planned =
        [
            .. prepared.Components.Select(component => new PlannedComponent(
                component.Name, component.Binding!.Name, ExternalName.For(id, component.Name), component.Location, component.DependsOn)),
        ];
        ProvisioningStarted first = new(prepared.Spec, Path.GetFullPath(options.Value.BaseDirectory), expiresAt, planned)
        {
            Process = processes.Current,
            EndsWithProcess = endsWithProcess || prepared.Components.All(component => !component.Placement.OutlivesProcess),
        };
        await session.Lease.HoldAsync(TimeSpan.Zero, terminating: null, cancellationToken).ConfigureAwait(false);
        return await BeginAsync(session, new JournalAppend(actor, first) { Secrets = literals }).ConfigureAwait(false);
    }

    /// <summary>The session of an environment, or null where the store knows none.</summary>
    public async Task<EnvironmentSession?> FindAsync(EnvironmentId id, CancellationToken cancellationToken)
    {
        if (_sessions.TryGetValue(id, out Lazy<Task<EnvironmentSession>>? open))
        {
            return await open.Value.ConfigureAwait(false);
        }

        if (await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        Lazy<Task<EnvironmentSession>> opening = _sessions.GetOrAdd(id, key => new Lazy<Task<EnvironmentSession>>(() => OpenAsync(key)));
        try
        {
            EnvironmentSession session = await opening.Value.ConfigureAwait(false);
            if (session.Snapshot.Status == EnvironmentStatus.Terminated)
            {
                Forget(id);
            }

            return session;
        }
        catch
        {
            _sessions.TryRemove(new KeyValuePair<EnvironmentId, Lazy<Task<EnvironmentSession>>>(id, opening));
            throw;
        }
    }

    /// <summary>An environment that was read from the store as this process sees it.</summary>
    public EnvironmentSnapshot LayOver(EnvironmentSnapshot environment) =>
        _sessions.TryGetValue(environment.Id, out Lazy<Task<EnvironmentSession>>? opening) && Opened(opening) is { } session ? session.ProcessOutputs.LayOver(environment) : environment;

    /// <summary>Forgets an environment: it has ended, or its journal must be read again.</summary>
    public void Forget(EnvironmentId id) => _sessions.TryRemove(id, out _);

    /// <summary>Forgets the environments that nobody here operates on and of which nothing is left, whoever has ended them: a process that lives long has seen many.</summary>
    public async Task ForgetEndedAsync(CancellationToken cancellationToken)
    {
        EnvironmentId[] idle = [.. Open.Where(session => session.IsIdle).Select(session => session.Id)];
        HashSet<EnvironmentId> active = [.. await store.QueryAsync(new EnvironmentQuery { Active = true }, cancellationToken).Select(environment => environment.Id).ToListAsync(cancellationToken).ConfigureAwait(false)];
        foreach (EnvironmentId id in idle.Where(id => !active.Contains(id)))
        {
            Forget(id);
        }
    }

    /// <summary>The environments that are open here. It waits for nothing: only those are asked whose opening has completed.</summary>
    public IEnumerable<EnvironmentSession> Open => _sessions.Values.Select(Opened).OfType<EnvironmentSession>();

    /// <inheritdoc />
    public async ValueTask<EnvironmentSnapshot> AppendAsync(
        EnvironmentId environmentId,
        string actor,
        Func<EnvironmentSnapshot, IReadOnlyList<EnvironmentEvent>> events,
        CancellationToken cancellationToken)
    {
        EnvironmentSession session = await FindAsync(environmentId, cancellationToken).ConfigureAwait(false)
            ?? throw new EnvironmentNotFoundException($"There is no environment {environmentId}.") { EnvironmentId = environmentId };
        return await session.AppendAsync(new JournalAppend(actor, snapshot => events(snapshot!)), options.Value.LeaseTimeout, cancellationToken).ConfigureAwait(false);
    }

    // Known before its first event is: who sees that event must find this session, not open a second one under a new lease.
    private async Task<EnvironmentSession> BeginAsync(EnvironmentSession session, JournalAppend first)
    {
        Lazy<Task<EnvironmentSession>> beginning = new(async () =>
        {
            await session.Journal.AppendAsync(first).ConfigureAwait(false);
            return session;
        });
        _sessions[session.Id] = beginning;
        try
        {
            return await beginning.Value.ConfigureAwait(false);
        }
        catch
        {
            Forget(session.Id);
            await session.Lease.LetGoAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Null where it is still on its way: nobody waits here.
    private static EnvironmentSession? Opened(Lazy<Task<EnvironmentSession>> opening) =>
        opening is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } opened } ? opened.GetAwaiter().GetResult() : null;

    private async Task<EnvironmentSession> OpenAsync(EnvironmentId id)
    {
        EnvironmentSnapshot folded = await reader.FoldAsync(id).ConfigureAwait(false)
            ?? throw new EnvironmentNotFoundException($"The journal of environment {id} is gone.") { EnvironmentId = id };
        IReadOnlyDictionary<string, Secret> secrets = await store.ReadSecretsAsync(id, CancellationToken.None).ConfigureAwait(false);
        EnvironmentSession session = MakeSession(id, StoredSecrets.Bind(folded, secrets), expand.Components(folded.Spec));
        session.Remember(secrets);
        foreach (ComponentOutput output in session.Snapshot.Components.SelectMany(component => component.Outputs))
        {
            session.Redactor.Add(output.Secret?.TryReveal());
        }

        return session;
    }

    private EnvironmentSession MakeSession(EnvironmentId id, EnvironmentSnapshot? snapshot, IReadOnlyDictionary<ComponentName, ComponentSpec> specs)
    {
        LeaseKeeper lease = new(id, store, processes, options.Value.LeaseDuration, timeProvider);
        EnvironmentSession session = new(id, new EnvironmentJournal(id, lease, snapshot, reader, store, stream, timeProvider), lease, processes, specs);
        lease.Waiting = held => LogWaiting(logger, session.Journal.Version == 0 ? null : session.Snapshot.Name, id, held.Holder);
        return session;
    }

    private static IEnumerable<KeyValuePair<string, Secret>> Literals(PreparedEnvironment prepared) =>
        from component in prepared.Components
        from secret in component.Spec.Secrets
        select new KeyValuePair<string, Secret>($"{component.Name}:{secret.Key}", secret.Value);

    [LoggerMessage(EventId = 220, Level = LogLevel.Information, Message = "{Environment} ({EnvironmentId}) is operated on by {Holder}; waiting for its turn")]
    private static partial void LogWaiting(ILogger logger, string? environment, EnvironmentId environmentId, LeaseHolder holder);
}
