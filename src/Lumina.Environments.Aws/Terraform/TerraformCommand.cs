using Lumina.Environments.Processes;

namespace Lumina.Environments.Aws;

/// <summary>One call of terraform.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">What it is asked for. Never a secret: everyone on the machine can read them.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
/// <param name="OutputFile">Where everything that it says is appended: never a pipe, which would break, and terraform with it, when the host dies.</param>
internal sealed record TerraformCommand(string Program, IReadOnlyList<string> Arguments, string WorkingDirectory, string OutputFile)
{
    /// <summary>What it sees over the host's environment and the options' variables. Null takes a variable away.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Called when the process exists and waits before its first instruction: what it records is durable before anything runs.</summary>
    public Func<ProcessIdentity, CancellationToken, ValueTask>? BeforeItRuns { get; init; }
}
