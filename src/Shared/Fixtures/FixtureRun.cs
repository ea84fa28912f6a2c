#if XUNIT_V3
using Lumina.Environments.XunitV3;
#else
using Lumina.Environments.Xunit;
#endif

namespace Lumina.Environments.Fixtures;

/// <summary>One fixture's environment from the first who asks for it to its end.</summary>
/// <remarks>Runners do not dispose a fixture whose initialization fails, and repeat its error at every test: so starting never throws, takes back what was made, and keeps the failure.</remarks>
internal sealed class FixtureRun(Func<FixtureSettings> readSettings) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly OneTestAtATime _oneAtATime = new();
    private readonly CancellationTokenSource _ended = new();
    private Task? _start;
    private FixtureSettings? _settings;
    private EnvironmentManager? _manager;
    private TestEnvironment? _environment;
    private FixtureFailure? _failure;
    private KeptEnvironment? _kept;

    /// <summary>What is said of an environment that was to be kept; null where none was.</summary>
    public string? KeptNote => _kept?.Note;

    /// <summary>Makes the environment where nobody has asked for it yet. It never throws: the failure is kept.</summary>
    /// <param name="runCancelled">Cancelled when the whole run is, not when one test is.</param>
    public Task StartAsync(CancellationToken runCancelled)
    {
        lock (_gate)
        {
            return _start ??= Task.Run(() => StartOnceAsync(runCancelled), CancellationToken.None);
        }
    }

    /// <param name="test">Who asks.</param>
    public TestEnvironment Require(string? test) =>
        _failure is { } failure ? throw failure.ToException(test)
        : _environment ?? throw new InvalidOperationException(
            _start is null ? "The environment was not asked for yet: the fixture's InitializeAsync makes it, which the runner calls before the first test."
            : "The environment is being made or is gone again: it is there from the end of the fixture's InitializeAsync to its DisposeAsync.");

    /// <param name="test">Who enters.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<IDisposable> EnterAsync(string? test, CancellationToken cancellationToken) => _oneAtATime.EnterAsync(test, _settings, cancellationToken);

    /// <param name="test">Who asks.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ResetReport> ResetAsync(string? test, CancellationToken cancellationToken)
    {
        TestEnvironment environment = Require(test);
        try
        {
            return await environment.ResetAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (EnvironmentException exception)
        {
            await FailedReset.WriteAsync(_settings!, _manager!, environment.Snapshot, test, exception).ConfigureAwait(false);
            throw;
        }
    }

    public Task<string> DescribeAsync(TestEnvironment environment, int lines, CancellationToken cancellationToken) =>
        EnvironmentDescription.WriteAsync(_manager!, environment.Snapshot, lines, _settings!.TimeProvider, cancellationToken);

    /// <summary>Takes the environment down, or leaves it where it is kept.</summary>
    /// <exception cref="EnvironmentUnavailableException">It could not be made, and nobody was told yet.</exception>
    /// <exception cref="EnvironmentException">Something is left, and is named.</exception>
    public async ValueTask DisposeAsync()
    {
        Task? start;
        lock (_gate)
        {
            start = _start;
        }

        if (start is null)
        {
            return;
        }

        // What an author has registered at the token may throw, and must not cost the teardown.
        await _ended.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await start.ConfigureAwait(false);
        if (_failure is { } failure)
        {
            if (!failure.IsReported)
            {
                throw failure.ToException(test: null);
            }

            return;
        }

        if (Interlocked.Exchange(ref _environment, value: null) is { } environment)
        {
            await EndAsync(_settings!, _manager!, environment).ConfigureAwait(false);
        }
    }

    private async Task StartOnceAsync(CancellationToken runCancelled)
    {
        FixtureAttempt attempt = new();
        try
        {
            _settings = readSettings();
            using CancellationTokenSource cancelled = CancellationTokenSource.CreateLinkedTokenSource(runCancelled, _ended.Token);
            _environment = await MakeAsync(_settings, attempt, cancelled.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Whatever it is: the runner would repeat it at every test and dispose nothing.
            _failure = await FixtureFailure.KeepAsync(_settings, attempt, exception).ConfigureAwait(false);
        }
    }

    private async Task<TestEnvironment> MakeAsync(FixtureSettings settings, FixtureAttempt attempt, CancellationToken cancellationToken)
    {
        attempt.Spec = settings.CreateSpec();
        TimeSpan limit = settings.ProvisioningTime(attempt.Spec);
        attempt.Manager = _manager = EnvironmentManager.Create(environments => settings.Configure(
            environments.UseTimeProvider(settings.TimeProvider).Configure(options => (options.TeardownTimeout, options.PollInterval, options.FailureFilesDirectory) =
                (settings.TeardownTimeout, Timeout.InfiniteTimeSpan, settings.ArtifactsDirectory ?? options.FailureFilesDirectory))));
        attempt.Progress = new ProvisioningProgress(settings.WriteProgress);
        _ = _manager.Events.Subscribe(attempt.Progress); // as long as the manager lives: it tells of the end, too
        await EarlierRuns.CleanUpAsync(_manager, settings, limit, cancellationToken).ConfigureAwait(false);
        limit = settings.ProvisioningTime(attempt.Spec);
        if (settings.KeepEnvironment)
        {
            attempt.Provisioned = (await _manager.ProvisionAsync(attempt.Spec, limit, cancellationToken).ConfigureAwait(false)).Id;
            attempt.Environment = await _manager.AttachAsync(attempt.Provisioned.Value, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            attempt.Environment = await _manager.OpenAsync(attempt.Spec, limit, cancellationToken).ConfigureAwait(false);
        }

        await attempt.Progress.CatchUpAsync().ConfigureAwait(false);
        using CancellationTokenSource timeout = new(settings.ProvisioningTime(attempt.Spec), settings.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await settings.OnReadyAsync(attempt.Environment, either.Token).ConfigureAwait(false);
        if (settings.KeepEnvironment)
        {
            _kept = KeptEnvironment.Keep(attempt.Environment);
            settings.WriteProgress(_kept.Note);
        }

        return attempt.Environment;
    }

    private async Task EndAsync(FixtureSettings settings, EnvironmentManager manager, TestEnvironment environment)
    {
        FixtureArtifacts artifacts = new(settings, environment.Snapshot);
        try
        {
            await artifacts.WriteLogsAsync(manager, environment.Snapshot).ConfigureAwait(false);
            if (_kept is not { IsKept: true })
            {
                await environment.TerminateAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            try
            {
                await artifacts.WriteEventsAsync(manager).ConfigureAwait(false);
            }
            finally
            {
                await manager.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
