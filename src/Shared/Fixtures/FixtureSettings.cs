namespace Lumina.Environments.Fixtures;

/// <summary>What a fixture's author has said, read once when the environment is asked for.</summary>
internal sealed class FixtureSettings
{
    private static readonly TimeSpan ShortestProvisioning = TimeSpan.FromMilliseconds(10);

    public required Func<EnvironmentSpec> CreateSpec { get; init; }

    public required Action<EnvironmentsBuilder> Configure { get; init; }

    public required Func<TestEnvironment, CancellationToken, Task> OnReadyAsync { get; init; }

    /// <summary>Writes a line of progress. It never throws: what an author overrides must not cost a teardown.</summary>
    public required Action<string> WriteProgress
    {
        get;
        init => field = line =>
        {
            try
            {
                value(line);
            }
            catch (Exception)
            {
                // Whatever it is: a line that is missing harms nobody.
            }
        };
    }

    public required bool KeepEnvironment { get; init; }

    /// <summary>As a full path: what is none is told before anything is made.</summary>
    public required string? ArtifactsDirectory
    {
        get;
        init => field = value is null ? null : Path.GetFullPath(value);
    }

    public required DateTimeOffset? Deadline { get; init; }

    public required TimeSpan ProvisioningTimeout { get; init; }

    public required TimeSpan TeardownTimeout { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    /// <summary>How long provisioning may take from now on: what the spec and the fixture say, and what the deadline leaves after the reserve for the teardown.</summary>
    /// <exception cref="EnvironmentException">No time is left, or the fixture gives none.</exception>
    public TimeSpan ProvisioningTime(EnvironmentSpec spec)
    {
        if (ProvisioningTimeout < ShortestProvisioning)
        {
            throw new EnvironmentException($"The fixture's {nameof(ProvisioningTimeout)} is {ProvisioningTimeout}: it has to be 10 ms or more.");
        }

        TimeSpan time = spec.Timeout < ProvisioningTimeout ? spec.Timeout : ProvisioningTimeout;
        if (Deadline is not { } deadline)
        {
            return time;
        }

        DateTimeOffset now = TimeProvider.GetUtcNow();
        TimeSpan left = deadline - TeardownTimeout - now;
        return left <= TimeSpan.Zero
            ? throw new EnvironmentException($"There is no time left: it is {now:u}, the deadline is {deadline:u}, and {TeardownTimeout} before it are kept for the teardown. Give the run more time, or the fixture a shorter TeardownTimeout.")
            : left < time ? left : time;
    }
}
