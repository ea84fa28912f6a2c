namespace Lumina.Environments.Aws;

/// <summary>How terraform is found and run.</summary>
internal sealed record TerraformOptions
{
    /// <summary>Default: Terraform.</summary>
    public TerraformProduct Product { get; init; }

    /// <summary>The program or its directory. Default: the variable <c>LUMINA_TERRAFORM</c>, else the PATH.</summary>
    public string? ProgramPath { get; init; }

    /// <summary>
    /// A filesystem mirror of providers (<c>HOST/NAMESPACE/TYPE/VERSION/OS_ARCH</c>). What lies unpacked in it is linked, without an
    /// <c>init</c> and without a network. Default: none; <c>init</c> fetches the provider once, from the registry.
    /// </summary>
    public string? PluginMirror { get; init; }

    /// <summary>A CLI configuration of the user's own for <c>init</c>. Default: a private one; the host's <c>TF_CLI_CONFIG_FILE</c> is not read.</summary>
    public string? CliConfigFile { get; init; }

    /// <summary>Names of the host's <c>TF_…</c> variables that are passed on. Default: none.</summary>
    public IReadOnlyCollection<string> PassedVariables { get; init; } = [];

    /// <summary>Variables for terraform and its providers, over those of the host. Null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>How many things terraform makes at once. Default: 10, as terraform has it.</summary>
    public int Parallelism { get; init; } = 10;

    /// <summary>How many terraforms run at once in this process: each takes a core while its provider starts. Default: as many as there are cores.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a cancelled terraform may take to finish what is in flight and write its state. Default: 2 minutes.</summary>
    public TimeSpan InterruptGrace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long it may take after the second, harder signal, before it is killed. Default: 10 seconds.</summary>
    public TimeSpan TerminateGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Takes known secrets out of a text before anybody sees it: the core's rule, from the environment's session. Default: changes nothing.</summary>
    public Func<string, string> Redact { get; init; } = static text => text;

    /// <summary>Reads the host's environment.</summary>
    public Func<string, string?> ReadVariable { get; init; } = Environment.GetEnvironmentVariable;
}
