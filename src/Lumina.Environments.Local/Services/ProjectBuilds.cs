using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Projects;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Builds each .NET project once for this process, into a directory of its own: environments share it, and a later build of the project disturbs none of them.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ProjectBuilds(LocalHost host) : IAsyncDisposable
{
    private const int LogTail = 40;
    private const string Dotnet = "dotnet";

    private readonly SharedBuilds _builds = new();

    /// <summary>The program file that the project builds. Callers at the same time wait for one build; a caller that is cancelled leaves it to the others.</summary>
    /// <exception cref="ProviderException">It cannot be built; the last lines of the build are with it.</exception>
    public Task<string> GetAsync(string project, CancellationToken cancellationToken) => _builds.GetAsync(project, ending => BuildAsync(project, ending), cancellationToken);

    /// <summary>Ends what is being built.</summary>
    public ValueTask DisposeAsync() => _builds.DisposeAsync();

    private async Task<string> BuildAsync(string project, CancellationToken ending)
    {
        string output = host.MakeDirectory("build", account: null, inMemory: false);
        IReadOnlyList<string> lastLines = [];
        using CancellationTokenSource limit = new(host.Options.BuildTimeout, host.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ending);
        try
        {
            using IDisposable? turn = await BuildTurn.TakeAsync(host.Time, either.Token).ConfigureAwait(false);
            ChildProcess child = await StartAsync(project, output).ConfigureAwait(false);
            await using (child.ConfigureAwait(false))
            {
                try
                {
                    ProcessExit exit = await child.Exit.WaitAsync(either.Token).ConfigureAwait(false);
                    return exit.Code == 0 ? DotnetProjects.ProgramOf(project, output) : throw new ProviderException($"{project} could not be built: {exit}.") { LastLogLines = child.Output.LastLines(LogTail) };
                }
                catch (OperationCanceledException)
                {
                    lastLines = child.Output.LastLines(LogTail);
                    throw;
                }
            }
        }
        catch (OperationCanceledException exception) when (!ending.IsCancellationRequested)
        {
            throw new ProviderException($"Building {project} took longer than {host.Options.BuildTimeout} ({nameof(LocalOptions)}.{nameof(LocalOptions.BuildTimeout)}).", exception) { LastLogLines = lastLines };
        }
    }

    private Task<ChildProcess> StartAsync(string project, string output) => host.Processes.StartAsync(new ProcessLaunch(DotnetLocator.Find(Environment.ProcessPath, Environment.GetEnvironmentVariable))
    {
        // Servers that a build leaves behind for the next one would end with this process, under whoever uses them then.
        Arguments = ["build", project, "--configuration", host.Options.BuildConfiguration, "--output", output, "--nologo", "--disable-build-servers", "-tl:off", "-v:minimal"],
        Name = Dotnet,
        WorkingDirectory = Path.GetDirectoryName(project)!,
        Environment = DotnetProjects.Variables(host.MakeDirectory("temporary", account: null, inMemory: false)),
    });
}
