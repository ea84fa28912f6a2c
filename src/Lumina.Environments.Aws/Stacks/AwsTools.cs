using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Aws;

/// <summary>Terraform as this process uses it: found once, its provider fetched once, its runs bounded.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AwsTools : IDisposable
{
    private readonly AwsOptions _options;
    private readonly TimeProvider _time;
    private TerraformProgram? _program;

    public AwsTools(IOptions<AwsOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        Terraform = _options.Terraform.ToTerraform();
        StateDirectory = Path.GetFullPath(_options.StateDirectory ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "lumina-environments", "aws"));
        Processes = new TerraformProcesses(Terraform, time);
        Recovery = new TerraformRecovery(Processes);
        Runner = new TerraformRunner(Processes, Recovery, Terraform, time);
    }

    public TerraformOptions Terraform { get; }

    public TerraformProcesses Processes { get; }

    public TerraformRecovery Recovery { get; }

    public TerraformRunner Runner { get; }

    public string StateDirectory { get; }

    /// <summary>Where workspaces are that last for one sweep.</summary>
    public string SweepDirectory => Path.Combine(StateDirectory, "sweeps");

    public TerraformProvider Provider => new("aws", "hashicorp/aws", _options.ProviderVersion);

    /// <summary>The directory of an environment's workspace, whether it is there or not.</summary>
    public string DirectoryOf(EnvironmentId environment) => Path.Combine(StateDirectory, "environments", environment.Value);

    /// <exception cref="TerraformNotFoundException">There is none, or it is too old.</exception>
    public async Task<TerraformProgram> FindProgramAsync(CancellationToken cancellationToken) =>
        _program ??= await TerraformProgram.FindAsync(Terraform, Processes, _time, cancellationToken).ConfigureAwait(false);

    /// <summary>Terraform with its provider, for work beside an environment's own workspace.</summary>
    public async Task<TerraformInstallation> InstallAsync(CancellationToken cancellationToken)
    {
        TerraformProgram program = await FindProgramAsync(cancellationToken).ConfigureAwait(false);
        return new TerraformInstallation(program, Plugins(program), Runner, Recovery, Terraform, StateDirectory);
    }

    /// <summary>Makes a workspace ready for commands: links its provider, so that it needs no <c>init</c>; one that calls modules needs one, since they are to be installed and may bring providers of their own.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="components">Whose modules the commands concern; null for everybody's. Those of others are neither read nor changed.</param>
    /// <param name="onEvent">Called for each event of a run.</param>
    /// <param name="cancellationToken">Stops terraform.</param>
    public async Task<TerraformRun> PrepareAsync(TerraformWorkspace workspace, IReadOnlyCollection<ComponentName>? components, Func<TerraformEvent, ValueTask>? onEvent, CancellationToken cancellationToken)
    {
        TerraformProgram program = await FindProgramAsync(cancellationToken).ConfigureAwait(false);
        if (workspace.PartNames().SelectMany(workspace.ReadPartAddresses).Any(address => address.Type == TerraformAddress.ModuleType))
        {
            IReadOnlyList<TerraformAddress> stoodInFor = ModuleFolders.Point(workspace, components);
            InstalledModules.Keep(workspace, stoodInFor);
            await InitAsync(program, workspace, cancellationToken).ConfigureAwait(false);
            return new TerraformRun(program, workspace, Runner, Terraform) { OnEvent = onEvent, LeftAlone = stoodInFor };
        }

        if (File.Exists(workspace.ModulesManifest))
        {
            // What is left of modules may need the providers that came with them.
            return new TerraformRun(program, workspace, Runner, Terraform) { OnEvent = onEvent };
        }

        await Plugins(program).LinkAsync(workspace, [Provider], cancellationToken).ConfigureAwait(false);
        return new TerraformRun(program, workspace, Runner, Terraform) { OnEvent = onEvent };
    }

    private async Task InitAsync(TerraformProgram program, TerraformWorkspace workspace, CancellationToken cancellationToken)
    {
        string log = Path.Combine(workspace.Path, "init.jsonl");
        File.Delete(log);
        IEnumerable<string> mirror = Terraform.PluginMirror is { } directory ? [$"-plugin-dir={Path.GetFullPath(directory)}"] : [];
        TerraformProcess process = await Processes.StartAsync(
            new TerraformCommand(program.Path, ["init", "-json", "-input=false", .. mirror], workspace.Path, log) { Variables = workspace.Variables, BeforeItRuns = NoteAsync }, cancellationToken).ConfigureAwait(false);
        ProcessExit exit;
        try
        {
            exit = await process.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            workspace.ClearRun();
        }

        if (exit.Code != 0)
        {
            TerraformDiagnostic[] errors = [.. TerraformEventFile.ReadAll(log).OfType<TerraformEvent.Diagnosed>().Select(told => told.Diagnostic).Where(diagnostic => diagnostic.IsError)];
            throw new TerraformException("init", exit.ToString(), errors);
        }

        // Whoever comes after this process waits for it: two at once would write the same list of modules.
        ValueTask NoteAsync(ProcessIdentity identity, CancellationToken _)
        {
            workspace.WriteRun(new TerraformRunRecord(identity, MachineBoot.ReadId()));
            return ValueTask.CompletedTask;
        }
    }

    private TerraformPluginStore Plugins(TerraformProgram program) => new(program, Terraform, Processes, Path.Combine(StateDirectory, "plugins"));

    public void Dispose() => Processes.Dispose();
}
