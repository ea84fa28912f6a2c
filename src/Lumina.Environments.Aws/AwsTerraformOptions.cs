using Lumina.Environments.Aws;

namespace Lumina.Environments;

/// <summary>How terraform is found and run.</summary>
public sealed class AwsTerraformOptions
{
    /// <summary>Whether it is OpenTofu, whose program is <c>tofu</c> and whose providers are of <c>registry.opentofu.org</c>, in a mirror too. Default: no, Terraform.</summary>
    public bool UseOpenTofu { get; set; }

    /// <summary>The program or its directory. Default: the variable <c>LUMINA_TERRAFORM</c>, else the PATH.</summary>
    public string? ProgramPath { get; set; }

    /// <summary>A filesystem mirror of providers, as <c>terraform providers mirror</c> makes it. Default: none; the provider is fetched once, from the registry.</summary>
    public string? PluginMirror { get; set; }

    /// <summary>A CLI configuration of your own for fetching providers. Default: a private one; the host's <c>TF_CLI_CONFIG_FILE</c> is not read.</summary>
    public string? CliConfigFile { get; set; }

    /// <summary>Names of the host's <c>TF_…</c> variables that are passed on. Default: none.</summary>
    public IList<string> PassedVariables { get; } = [];

    /// <summary>How many things terraform makes at once. 1 to 100; default: 10.</summary>
    public int Parallelism { get; set; } = 10;

    /// <summary>How many terraforms run at once in this process. From 1; default: as many as there are processors.</summary>
    public int Concurrency { get; set; } = Environment.ProcessorCount;

    internal TerraformOptions ToTerraform() => new()
    {
        Product = UseOpenTofu ? TerraformProduct.OpenTofu : TerraformProduct.Terraform,
        ProgramPath = ProgramPath,
        PluginMirror = PluginMirror,
        CliConfigFile = CliConfigFile,
        PassedVariables = [.. PassedVariables],
        Parallelism = Parallelism,
        Concurrency = Concurrency,
    };
}
