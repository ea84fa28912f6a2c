namespace Lumina.Environments.Processes;

/// <summary>A child process to be started. Secrets belong into <see cref="Environment"/>: everyone on the machine can read arguments.</summary>
/// <param name="FileName">A path, or a name that is looked for in the PATH of the child.</param>
internal sealed record ProcessLaunch(string FileName)
{
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>For logs and errors; the file's name unless said.</summary>
    public string? Name { get; init; }

    /// <summary>The host's root directory unless said.</summary>
    public string? WorkingDirectory { get; init; }

    public EnvironmentBase EnvironmentBase { get; init; }

    /// <summary>Laid over the base; null takes a variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Who runs it if the host is root; a host that isn't runs everything itself.</summary>
    public UserAccount? UnprivilegedUser { get; init; }

    public ProcessLifetime Lifetime { get; init; }

    /// <summary>How many bytes of output are kept.</summary>
    public int OutputCapacity { get; init; } = 256 * 1024;

    /// <summary>Standard error apart from standard output. Together they keep the order in which they were written.</summary>
    public bool SeparateErrors { get; init; }

    /// <summary>
    /// Where output is appended to instead. A <see cref="ProcessLifetime.Kept"/> process needs it if its output matters:
    /// a pipe would break with the host.
    /// </summary>
    public string? OutputFile { get; init; }

    /// <summary>
    /// Called when the process exists and waits before its first instruction. What it records is durable before anything runs;
    /// if it throws, the process ends unrun.
    /// </summary>
    public Func<ProcessIdentity, CancellationToken, ValueTask>? BeforeItRuns { get; init; }
}
