namespace Lumina.Environments;

/// <summary>Makes, operates and ends environments.</summary>
/// <remarks>
/// Calls on one environment are carried out one after the other; calls on different ones never wait for each other.
/// Every verb throws <see cref="EnvironmentNotFoundException"/> where there is no such environment (or it is another owner's, on a view made by <see cref="ForOwner"/>),
/// <see cref="InvalidEnvironmentStateException"/> where the environment cannot be asked for that in its state,
/// <see cref="EnvironmentLeaseHeldException"/> where another process operates on it and does not finish in time (<see cref="EnvironmentManagerOptions.LeaseTimeout"/>),
/// <see cref="EnvironmentLeaseLostException"/> where another process took over meanwhile,
/// and <see cref="EnvironmentNotUnderstoodException"/> where a newer version of the library has written what this one must not pass over.
/// </remarks>
public interface IEnvironmentManager : IAsyncDisposable
{
    /// <summary>The events of all environments (of one owner, on a view), from now on. Order holds for each environment; a slow subscriber holds nobody up; one that throws is unsubscribed and logged.
    /// What other processes do that share the store is looked for again and again (<see cref="EnvironmentManagerOptions.PollInterval"/>), and comes that much later. It completes when the manager is disposed of.</summary>
    IObservable<EnvironmentEvent> Events { get; }

    /// <summary>Makes the plan of an environment and nothing else. Providers may ask their platform whether they could carry it out, as where a cluster or an account is needed.</summary>
    /// <exception cref="InvalidEnvironmentSpecException">The spec has faults: all of them are in it.</exception>
    Task<EnvironmentPlan> PlanAsync(EnvironmentSpec spec, CancellationToken cancellationToken = default);

    /// <summary>Makes the plan of an environment, and has each platform that can work out what it would make of it, thing by thing (on AWS by terraform's own plan), each with its price. Nothing is made.</summary>
    /// <remarks>No secret of the spec goes to a platform, and nothing of the preview is kept: provisioning plans anew.</remarks>
    /// <exception cref="InvalidEnvironmentSpecException">The spec has faults, or a platform would refuse it: all of them are in it.</exception>
    /// <exception cref="MixedCurrenciesException">The prices are in different currencies.</exception>
    Task<EnvironmentPreview> PreviewAsync(EnvironmentSpec spec, CancellationToken cancellationToken = default);

    /// <summary>Makes an environment. It lives until it is terminated or expires, whatever becomes of this manager.</summary>
    /// <returns>The environment, up.</returns>
    /// <exception cref="InvalidEnvironmentSpecException">The spec has faults: all of them are in it, and nothing was made.</exception>
    /// <exception cref="EnvironmentException">Making it failed; what was made is rolled back, or kept if the spec says so.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled and all that was made is rolled back.</exception>
    Task<EnvironmentSnapshot> ProvisionAsync(EnvironmentSpec spec, CancellationToken cancellationToken = default);

    /// <summary>Makes an environment that belongs to the caller: disposing the handle terminates it. Throws what <see cref="ProvisionAsync"/> throws.</summary>
    Task<TestEnvironment> OpenAsync(EnvironmentSpec spec, CancellationToken cancellationToken = default);

    /// <summary>A handle to an environment that exists. It does not own it: disposing the handle leaves the environment as it is. What leads to its components from one process only, such as forwarded ports, is opened in this one.</summary>
    /// <exception cref="EnvironmentException">That could not be opened, or the environment has been terminated.</exception>
    Task<TestEnvironment> AttachAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default);

    /// <summary>Starts a stopped environment, in dependency order; settings are resolved anew.</summary>
    /// <exception cref="EnvironmentException">A component could not be started, or the call was cancelled on the way: the environment is Failed, and the message says how it is brought up.</exception>
    Task<EnvironmentSnapshot> StartAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default);

    /// <summary>Stops what can be stopped, in reverse dependency order. Data is kept.</summary>
    /// <exception cref="EnvironmentException">A component could not be stopped, or the call was cancelled on the way: the environment is Failed, and the message says how it is brought up.</exception>
    Task<EnvironmentSnapshot> StopAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default);

    /// <summary>Destroys all of an environment. Interrupts whatever is at work on it; succeeds where it is terminated already.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="cancellationToken">Ends the waiting, not the work.</param>
    /// <exception cref="EnvironmentException">Something is left: it is named, and calling again tries again.</exception>
    Task<EnvironmentSnapshot> TerminateAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default);

    /// <summary>Moves the expiry by a time, counted from the present expiry, or from now where that has passed.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="by">By how long, more than zero; <see cref="EnvironmentSpec.Unlimited"/> for ever.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is zero or less, or leads beyond the year 9999.</exception>
    /// <exception cref="EnvironmentException">The marks of a component could not be updated; the expiry is as it was.</exception>
    Task<EnvironmentSnapshot> ExtendAsync(EnvironmentId environmentId, TimeSpan by, CancellationToken cancellationToken = default);

    /// <summary>Stops and starts one component, and with it the components that depend on it.</summary>
    /// <exception cref="ComponentNotFoundException">The environment has no such component.</exception>
    /// <exception cref="EnvironmentException">
    /// It cannot be restarted; nothing was touched. Or restarting failed, or was cancelled on the way: the environment keeps its status, so that a monitor goes on to heal it; its health and the
    /// message name the components that are not up.
    /// </exception>
    Task<EnvironmentSnapshot> RestartAsync(EnvironmentId environmentId, ComponentName component, CancellationToken cancellationToken = default);

    /// <summary>Changes in place how many there are of one component: a service's replicas, an infrastructure's machines. The environment's spec says the new number from then on, so that stopping, starting, restarting and recovery keep it.</summary>
    /// <remarks>What fails, is cancelled, or is left by a process that ends meanwhile, is undone. Scaling to the number that there is already sees to it that there are as many.</remarks>
    /// <param name="environmentId">The environment, which is up.</param>
    /// <param name="component">The component.</param>
    /// <param name="count">How many: 1 to 1,000 replicas, 0 to 1,000 machines.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ComponentNotFoundException">The environment has no such component; the nearest name is in the message.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of its range.</exception>
    /// <exception cref="EnvironmentException">It cannot be scaled, since its kind has no number, its provider cannot do it or an autoscaler owns the number; the message names what can. Or scaling failed: there are as many as before, or the environment is Failed where that could not be brought back.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and there are as many as before.</exception>
    Task<EnvironmentSnapshot> ScaleAsync(EnvironmentId environmentId, ComponentName component, int count, CancellationToken cancellationToken = default);

    /// <summary>Halts one component where it is, with all that it has in memory: it answers nobody, and its connections stay open. Its health says that it is paused; neither it nor what depends on it is healed meanwhile. It succeeds where it is paused.</summary>
    /// <remarks>It goes on with <see cref="UnpauseAsync"/>, and when it is stopped, started, restarted or scaled.</remarks>
    /// <param name="environmentId">The environment, which is up.</param>
    /// <param name="component">The component.</param>
    /// <param name="cancellationToken">Cancels; the component may be paused all the same, and asking again is no harm.</param>
    /// <exception cref="ComponentNotFoundException">The environment has no such component; the nearest name is in the message.</exception>
    /// <exception cref="EnvironmentException">It cannot be paused, and the message names what can; or pausing failed.</exception>
    Task<EnvironmentSnapshot> PauseAsync(EnvironmentId environmentId, ComponentName component, CancellationToken cancellationToken = default);

    /// <summary>Lets one component that is paused go on. It succeeds where it is not paused. Throws what <see cref="PauseAsync"/> throws.</summary>
    Task<EnvironmentSnapshot> UnpauseAsync(EnvironmentId environmentId, ComponentName component, CancellationToken cancellationToken = default);

    /// <summary>Compares what is there of an environment with what was made, and tells what somebody else has added, changed or removed. It changes nothing, health included; it waits its turn, so that nothing is seen halfway.</summary>
    /// <param name="environmentId">The environment, which is up, or Failed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What differs; what could not be compared is in it, with the reason.</returns>
    /// <exception cref="EnvironmentException">It was interrupted: somebody terminated the environment.</exception>
    Task<DriftReport> DetectDriftAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default);

    /// <summary>Gives every database its seeded state back. Where its provider can, what differs is put right and every session goes on; else sessions are closed, and the report says so.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="options">How; null for the best way.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ResetRefusedException">A component cannot be reset by the way that was asked for; nothing was touched.</exception>
    /// <exception cref="EnvironmentException">A component could not be reset, and can be asked for again. The environment is as it was, or Failed where a component was left half reset. Or something of the environment was never made, or is paused, and nothing was touched.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; every component is as it was before, or reset.</exception>
    Task<ResetReport> ResetAsync(EnvironmentId environmentId, ResetOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Hands out a database like one of the environment's, as it was seeded, that belongs to the caller alone: a test of its own. Any number of callers rent at once; what they do is seen nowhere else.</summary>
    /// <param name="environmentId">The environment, which is up.</param>
    /// <param name="database">The name of the database in it.</param>
    /// <param name="cancellationToken">Ends the waiting for one.</param>
    /// <returns>The database; disposing it gives it back. It ends with the environment's database at the latest.</returns>
    /// <exception cref="ComponentNotFoundException">The environment has no such database; the nearest name is in the message.</exception>
    /// <exception cref="EnvironmentException">None could be handed out: as many as may be live are rented and none came back in time, the provider of the database cannot do it, or its platform refused.</exception>
    Task<RentedDatabase> RentDatabaseAsync(EnvironmentId environmentId, string database, CancellationToken cancellationToken = default);

    /// <summary>The environment as it is now; null where there is none. The values of secret outputs are with it, as far as the store still has them.</summary>
    Task<EnvironmentSnapshot?> FindAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default);

    /// <summary>The environments that a query asks for, oldest first. From a durable store secret outputs come as names; <see cref="FindAsync"/> and <see cref="AttachAsync"/> give their values.</summary>
    IAsyncEnumerable<EnvironmentSnapshot> QueryAsync(EnvironmentQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads an environment's journal from a sequence number on.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="fromSequence">The first sequence number, from 1.</param>
    /// <param name="follow">Whether to wait for further events, until the environment is terminated, the manager is disposed of or the call is cancelled. Those of other processes that share the store are looked for once a second.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<EnvironmentEvent> ReadEventsAsync(EnvironmentId environmentId, long fromSequence = 1, bool follow = false, CancellationToken cancellationToken = default);

    /// <summary>Reads log lines of a component, oldest first, with the secrets of the environment taken out; none where its provider has no logs.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="component">The component.</param>
    /// <param name="tail">How many of the last lines to begin with, 0 or more. Default: 100.</param>
    /// <param name="follow">Whether to go on with new lines.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ComponentNotFoundException">The environment has no such component.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tail"/> is negative.</exception>
    /// <exception cref="EnvironmentException">The environment has ended, or the component is in another process alone, or waits for a reset.</exception>
    IAsyncEnumerable<string> ReadLogsAsync(EnvironmentId environmentId, ComponentName component, int tail = 100, bool follow = false, CancellationToken cancellationToken = default);

    /// <summary>Runs every health check of an environment once.</summary>
    Task<EnvironmentHealth> CheckHealthAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default);

    /// <summary>What an environment has cost from its first event until now (or until its end), as far as prices are known.</summary>
    Task<EnvironmentCost> GetCostAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default);

    /// <summary>Terminates every environment whose expiry has passed. One that cannot be terminated does not keep the others.</summary>
    Task<CleanUpReport> CleanUpExpiredAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes up what processes that are gone have left unfinished: provisioning is rolled back or resumed as the spec says, termination is finished, start and stop are brought to a state that is true; environments that belonged to such a process are terminated. What a living process operates on is left alone. What has failed with something left of it is named each time and not touched.</summary>
    /// <param name="cancellationToken">Cancels what is being made or started anew, and the wait for what is being destroyed, which goes on in this process.</param>
    Task<RecoveryReport> RecoverAsync(CancellationToken cancellationToken = default);

    /// <summary>Finds and removes orphans on every registered platform: what bears this installation's marks (one owner's, on a view), whose expiry or holder has passed, and that nothing in this store owns. It works with an empty store; what bears no mark is never touched.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the sweep.</param>
    Task<SweepReport> SweepAsync(SweepOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The leases under which processes operate on environments (of one owner, on a view), expired or not.</summary>
    IAsyncEnumerable<EnvironmentLease> ListLeasesAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes an environment's lease away from the process that operates on it, which then stops with <see cref="EnvironmentLeaseLostException"/>. For a process that hangs; <see cref="RecoverAsync"/> takes up what it has left.</summary>
    /// <returns>Whether there was a lease to break.</returns>
    Task<bool> BreakLeaseAsync(EnvironmentId environmentId, CancellationToken cancellationToken = default);

    /// <summary>A view that sees and touches only one owner's environments, and acts in that owner's name. A scope against mistakes, not a security boundary by itself. Disposing a view does nothing.</summary>
    /// <param name="owner">The owner: a DNS label, as in a spec.</param>
    /// <exception cref="ArgumentException">No environment can have such an owner.</exception>
    /// <exception cref="InvalidOperationException">This is another owner's view.</exception>
    IEnvironmentManager ForOwner(string owner);
}
