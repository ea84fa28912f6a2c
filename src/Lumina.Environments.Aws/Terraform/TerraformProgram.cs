using System.Runtime.Versioning;
using System.Text.Json;
using Lumina.Environments.Folders;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Aws;

/// <summary>The terraform (or OpenTofu) of this machine.</summary>
/// <param name="Path">The program.</param>
/// <param name="Product">Whose it is.</param>
/// <param name="Version">Its version, such as <c>1.11.4</c>.</param>
/// <param name="Platform">The system that its providers are built for, such as <c>linux_amd64</c>.</param>
[SupportedOSPlatform("linux")]
internal sealed record TerraformProgram(string Path, TerraformProduct Product, string Version, string Platform)
{
    private const string Variable = "LUMINA_TERRAFORM";

    /// <summary>It takes a tenth of a second, and seconds on a busy machine.</summary>
    private static readonly TimeSpan VersionPatience = TimeSpan.FromSeconds(30);

    /// <summary>The first of each whose <c>init</c> has a machine-readable log.</summary>
    private static readonly Version OldestTerraform = new(1, 9);
    private static readonly Version OldestOpenTofu = new(1, 8);

    /// <summary>Where the provider addresses of this product begin.</summary>
    public string Registry => Product == TerraformProduct.OpenTofu ? "registry.opentofu.org" : "registry.terraform.io";

    internal bool IsNewEnough => System.Version.TryParse(Version.Split('-')[0], out Version? version) && version >= (Product == TerraformProduct.OpenTofu ? OldestOpenTofu : OldestTerraform);

    public static ProgramSearch Search(TerraformOptions options) => new ProgramLocator(options.ReadVariable).Find(
        new ProgramQuery(options.Product == TerraformProduct.OpenTofu ? "tofu" : "terraform")
        {
            GivenPath = options.ProgramPath,
            EnvironmentVariable = Variable,
            UsualPlaces = ["/usr/local/bin", "/usr/bin", "/snap/bin"],
        });

    /// <summary>Finds the program and asks for its version.</summary>
    /// <exception cref="TerraformNotFoundException">There is none, or it does not answer.</exception>
    public static async Task<TerraformProgram> FindAsync(TerraformOptions options, TerraformProcesses processes, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ProgramSearch search = Search(options);
        string path = search.Best ?? throw new TerraformNotFoundException(search.DescribeMissing(), HowToGet(options.Product));
        using TemporaryFolder folder = new("terraform", timeProvider);
        string output = System.IO.Path.Combine(folder.Path, "version.json");
        TerraformProcess process = await processes.StartAsync(
            new TerraformCommand(path, ["version", "-json"], folder.Path, output), cancellationToken).ConfigureAwait(false);
        ProcessExit exit = await WaitAsync(process, path, options.Product, timeProvider, cancellationToken).ConfigureAwait(false);
        TerraformProgram? program = exit.Code == 0
            ? Parse(path, options.Product, await File.ReadAllTextAsync(output, cancellationToken).ConfigureAwait(false))
            : null;
        return program switch
        {
            null => throw new TerraformNotFoundException($"'{path} version -json' does not tell its version ({exit}).", HowToGet(options.Product)),
            { IsNewEnough: false } => throw new TerraformNotFoundException($"'{path}' is version {program.Version}, which is too old.", HowToGet(options.Product)),
            _ => program,
        };
    }

    private static async Task<ProcessExit> WaitAsync(TerraformProcess process, string path, TerraformProduct product, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using CancellationTokenSource bound = new(VersionPatience, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return await process.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TerraformNotFoundException($"'{path} version -json' did not end within {VersionPatience.TotalSeconds:0} seconds and was ended.", HowToGet(product));
        }
    }

    internal static TerraformProgram? Parse(string path, TerraformProduct product, string text)
    {
        // What is warned of comes on the same stream, before the object.
        int start = text.IndexOf('{', StringComparison.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(start < 0 ? "" : text[start..]);
            string? version = document.RootElement.Text("terraform_version");
            string? platform = document.RootElement.Text("platform");
            return version is null || platform is null ? null : new TerraformProgram(path, product, version, platform);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string HowToGet(TerraformProduct product) => product == TerraformProduct.OpenTofu
        ? $"Install OpenTofu {OldestOpenTofu} or newer (https://opentofu.org/docs/intro/install), or say where it is in {Variable} or AwsOptions.Terraform.ProgramPath."
        : $"Install Terraform {OldestTerraform} or newer (https://developer.hashicorp.com/terraform/install), or say where it is in {Variable} or AwsOptions.Terraform.ProgramPath; OpenTofu does, too, by option.";
}
