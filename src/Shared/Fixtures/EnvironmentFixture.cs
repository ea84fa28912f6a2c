using Lumina.Environments.Fixtures;
using Microsoft.Extensions.Configuration;

#if XUNIT_V3
namespace Lumina.Environments.XunitV3;
#else
namespace Lumina.Environments.Xunit;
#endif

/// <summary>An environment that tests share. Derive from it, say what is wanted (<see cref="CreateSpec"/>) and on what it runs (<see cref="Configure"/>), and use the class as a fixture.</summary>
/// <remarks>
/// <para>It is made once, however many ask for it, and neither a test's timeout nor its cancellation ends that.</para>
/// <para>Where it cannot be made, everything made is taken away again at once, and the failure is kept: <see cref="Environment"/> throws it, in full to the test that asks first and in one line to all others.
/// A test that does not ask runs as ever. If none has asked by the end, the fixture's disposal throws the report, so that the run fails in any case.</para>
/// <para>At the start, environments that processes which are gone have left in a durable store are taken up, and expired ones are terminated.</para>
/// </remarks>
public abstract partial class EnvironmentFixture
{
    /// <summary>The environment variable that says where files for a look at the run go: <c>LUMINA_ARTIFACTS</c>, a folder.</summary>
    public const string ArtifactsVariable = "LUMINA_ARTIFACTS";

    /// <summary>The environment variable that says when everything has to be gone: <c>LUMINA_DEADLINE</c>, a time such as <c>2026-03-01T12:30:00Z</c>.</summary>
    public const string DeadlineVariable = "LUMINA_DEADLINE";

    /// <summary>The environment variable that keeps environments for a look: <c>LUMINA_KEEP=1</c>.</summary>
    public const string KeepVariable = "LUMINA_KEEP";

    private readonly FixtureRun _run;

    /// <summary>The environment.</summary>
    /// <exception cref="EnvironmentUnavailableException">It could not be made: the whole report for who asks first, one line with the cause for all others.</exception>
    /// <exception cref="InvalidOperationException">It was not asked for yet (<c>InitializeAsync</c>), or is gone again.</exception>
    public TestEnvironment Environment
    {
        get
        {
            TestEnvironment environment = _run.Require(CurrentTest);
            TellWhatIsKept();
            return environment;
        }
    }

    /// <summary>The environment's addresses as configuration: <c>ConnectionStrings:orders</c> for each database and <c>services:api:http:0</c> for each endpoint of each service.
    /// An API that is hosted in the test process gets them by <c>builder.UseConfiguration(fixture.Configuration)</c> in its <c>WebApplicationFactory</c>.</summary>
    /// <exception cref="EnvironmentUnavailableException">The environment could not be made.</exception>
    public IConfiguration Configuration => Environment.AddTo(new ConfigurationBuilder()).Build();

    /// <summary>Whether environments are kept when the tests have ended. Default: whether <c>LUMINA_KEEP</c> is <c>1</c> or <c>true</c>.</summary>
    /// <remarks>Only what outlives the process can be kept, and only a durable store remembers it: that takes <c>UseSqlite</c>, and <c>LocalLifetime.Environment</c> with the local providers or <c>DockerLifetime.Environment</c> with containers. Where it cannot be kept, the output says so, and it is taken down.
    /// How to reach it is written to a file of this user's (mode 0600) in the folder for temporary files, since connection strings are secrets; the output names the file.</remarks>
    protected virtual bool KeepEnvironment => FixtureVariables.IsSet(KeepVariable);

    /// <summary>The folder in which each environment gets one of its own, with its timeline, events, log lines and report; null for none. Default: <c>LUMINA_ARTIFACTS</c>, or none.</summary>
    protected virtual string? ArtifactsDirectory => FixtureVariables.Read(ArtifactsVariable);

    /// <summary>When everything has to be gone, such as the end of a job; null for no such time. Provisioning ends earlier by <see cref="TeardownTimeout"/>. Default: <c>LUMINA_DEADLINE</c>, or none.</summary>
    protected virtual DateTimeOffset? Deadline => FixtureVariables.ReadTime(DeadlineVariable);

    /// <summary>How long provisioning may take, if the spec does not say less; at least 10 ms. Default: 10 minutes.</summary>
    protected virtual TimeSpan ProvisioningTimeout => TimeSpan.FromMinutes(10);

    /// <summary>How long taking everything away may take, 1 second to 1 day; so much is kept free before <see cref="Deadline"/>. Default: 2 minutes.</summary>
    protected virtual TimeSpan TeardownTimeout => TimeSpan.FromMinutes(2);

    /// <summary>The clock. Default: the system's.</summary>
    protected virtual TimeProvider TimeProvider => TimeProvider.System;

    /// <summary>Gives every database its seeded state back. Where tests share the environment at the same time, use <see cref="EnterAsync(CancellationToken)"/>.</summary>
    /// <exception cref="EnvironmentUnavailableException">The environment could not be made.</exception>
    /// <exception cref="EnvironmentException">The reset failed, which is in <c>report.txt</c> too; it can be asked for again.</exception>
    public Task<ResetReport> ResetAsync(CancellationToken cancellationToken = default) => _run.ResetAsync(CurrentTest, cancellationToken);

    /// <summary>Waits until the environment is this test's alone among all that enter, and gives every database its seeded state back. Disposing the result lets the next one in.</summary>
    /// <exception cref="EnvironmentUnavailableException">The environment could not be made.</exception>
    public Task<IDisposable> EnterAsync(CancellationToken cancellationToken = default) => EnterAsync(CurrentTest, cancellationToken);

    /// <inheritdoc cref="EnterAsync(CancellationToken)"/>
    internal async Task<IDisposable> EnterAsync(string? test, CancellationToken cancellationToken)
    {
        IDisposable entry = await _run.EnterAsync(test, cancellationToken).ConfigureAwait(false);
        try
        {
            await ResetAsync(cancellationToken).ConfigureAwait(false);
            return entry;
        }
        catch
        {
            entry.Dispose();
            throw;
        }
    }

    /// <summary>The components' states and last log lines in words, for a test's output. Lines that are not there within 15 seconds are left out, which is said.</summary>
    /// <param name="lines">How many of the last log lines of each component.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="EnvironmentUnavailableException">The environment could not be made.</exception>
    public Task<string> DescribeAsync(int lines = 20, CancellationToken cancellationToken = default) => _run.DescribeAsync(Environment, lines, cancellationToken);

    /// <summary>What is wanted.</summary>
    protected abstract EnvironmentSpec CreateSpec();

    /// <summary>Says on what it runs, such as <c>environments.UseLocal()</c>. Default: nothing is added, which only environments of external components can do with.</summary>
    protected virtual void Configure(EnvironmentsBuilder environments)
    {
    }

    /// <summary>Does what is needed once when the environment is up, before any test. Where it fails, the environment is not available and is taken down. Default: nothing.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Cancelled when it takes longer than <see cref="ProvisioningTimeout"/> or the run is cancelled.</param>
    protected virtual Task OnReadyAsync(TestEnvironment environment, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="FixtureRun.KeptNote"/>
    internal string? KeptNote => _run.KeptNote;

    /// <summary>Writes what is kept to the output of the test that asks, where the runner has such a thing.</summary>
    partial void TellWhatIsKept();

    private FixtureSettings Settings() => new()
    {
        CreateSpec = CreateSpec,
        Configure = Configure,
        OnReadyAsync = OnReadyAsync,
        WriteProgress = WriteProgress,
        KeepEnvironment = KeepEnvironment,
        ArtifactsDirectory = ArtifactsDirectory,
        Deadline = Deadline,
        ProvisioningTimeout = ProvisioningTimeout,
        TeardownTimeout = TeardownTimeout,
        TimeProvider = TimeProvider,
    };
}
