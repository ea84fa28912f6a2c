using System.Runtime.Versioning;

namespace Lumina.Environments.Aws;

/// <summary>The terraform of this host, ready to run.</summary>
/// <param name="Program">It.</param>
/// <param name="Plugins">Its providers.</param>
/// <param name="Runner">Runs it.</param>
/// <param name="Recovery">Waits for one that outlived its host.</param>
/// <param name="Options">How it is run; the identity is the workspace's (<see cref="TerraformWorkspace.Variables"/>).</param>
/// <param name="Directory">Where what is asked once is kept.</param>
[SupportedOSPlatform("linux")]
internal sealed record TerraformInstallation(
    TerraformProgram Program, TerraformPluginStore Plugins, TerraformRunner Runner, TerraformRecovery Recovery, TerraformOptions Options, string Directory)
{
    /// <summary>The whole address of the AWS provider.</summary>
    public string AwsProvider => $"{Program.Registry}/hashicorp/aws";

    public TerraformRun Run(TerraformWorkspace workspace) => new(Program, workspace, Runner, Options);

    public Task<IReadOnlyDictionary<string, long>> SchemaVersionsAsync(TerraformWorkspace workspace, CancellationToken cancellationToken) =>
        new TerraformSchemaVersions(Program, Runner, Directory).ReadAsync(workspace, cancellationToken);
}
