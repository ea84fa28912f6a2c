namespace Lumina.Environments.Aws.Tests;

/// <summary>A workspace in a temporary directory and the real terraform.</summary>
internal sealed class TerraformLab : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-terraform-tests-");

    public TerraformLab(TerraformOptions? options = null)
    {
        Options = (options ?? new TerraformOptions()) with { PluginMirror = TestTools.Mirror };
        Processes = new TerraformProcesses(Options, TimeProvider.System);
        Recovery = new TerraformRecovery(Processes);
        Runner = new TerraformRunner(Processes, Recovery, Options, TimeProvider.System);
        Workspace = TerraformWorkspace.Open(Path.Combine(_directory.FullName, "workspace"));
    }

    public TerraformOptions Options { get; }

    public TerraformProcesses Processes { get; }

    public TerraformRecovery Recovery { get; }

    public TerraformRunner Runner { get; }

    public TerraformWorkspace Workspace { get; }

    public string Temporary => _directory.FullName;

    public List<TerraformEvent> Events { get; } = [];

    public Task<TerraformProgram> FindProgramAsync() => TerraformProgram.FindAsync(Options, Processes, TimeProvider.System, CancellationToken.None);

    /// <summary>A run on a configuration whose providers are linked.</summary>
    public async Task<TerraformRun> ConfigureAsync(TerraformJson configuration, Action<TerraformEvent>? onEvent = null)
    {
        TerraformProgram program = await FindProgramAsync();
        TerraformPluginStore plugins = new(program, Options, Processes, Path.Combine(_directory.FullName, "plugins"));
        await plugins.LinkAsync(Workspace, configuration.Providers, CancellationToken.None);
        Workspace.Write(configuration);
        return new TerraformRun(program, Workspace, Runner, Options)
        {
            OnEvent = told =>
            {
                Events.Add(told);
                onEvent?.Invoke(told);
                return ValueTask.CompletedTask;
            },
        };
    }

    /// <summary>As a kill may leave it: the file emptied, no copy yet, and the log not settled.</summary>
    public void LoseState()
    {
        File.Move(Workspace.SettledLog, Workspace.NewEventFile("apply"), overwrite: true);
        File.WriteAllText(Workspace.StateFile, "");
        Array.ForEach(Directory.GetFiles(Path.Combine(Workspace.Path, "copies")), File.Delete);
    }

    /// <summary>A thing without a platform, that takes as long as the command takes.</summary>
    public static TerraformBlock Slow(string command, TerraformAddress? after = null) => new()
    {
        ["input"] = "x",
        ["provisioner"] = TerraformValue.List(new TerraformBlock { ["local-exec"] = new TerraformBlock { ["command"] = command } }),
        ["depends_on"] = after is { } address ? TerraformValue.List(address) : null,
    };

    public static TerraformBlock Quick => new() { ["input"] = "x" };

    public static TerraformAddress Data(string name) => new("terraform_data", name);

    public void Dispose()
    {
        Processes.Dispose();
        _directory.Delete(recursive: true);
    }
}
