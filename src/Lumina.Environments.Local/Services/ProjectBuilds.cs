using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Builds each .NET project once for this process, into a directory of its own: environments share it, and a later build of the project disturbs none of them.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ProjectBuilds(LocalHost host)
{
    private const string RuntimeConfiguration = ".runtimeconfig.json";
    private const int LogTail = 40;
    private const string Dotnet = "dotnet";

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _builds = new(StringComparer.Ordinal);

    /// <summary>The program file that the project builds. Callers at the same time wait for one build; a caller that is cancelled leaves it to the others.</summary>
    /// <exception cref="ProviderException">It cannot be built; the last lines of the build are with it.</exception>
    public async Task<string> GetAsync(string project, CancellationToken cancellationToken)
    {
        Lazy<Task<string>> build = _builds.GetOrAdd(project, path => new Lazy<Task<string>>(() => Task.Run(() => BuildAsync(path), CancellationToken.None)));
        try
        {
            return await build.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch when (build.Value.IsFaulted || build.Value.IsCanceled)
        {
            _builds.TryRemove(new KeyValuePair<string, Lazy<Task<string>>>(project, build));
            throw;
        }
    }

    private async Task<string> BuildAsync(string project)
    {
        string output = host.MakeDirectory("build", account: null, inMemory: false);
        string directory = Path.GetDirectoryName(project)!;
        ChildProcess child = await host.Processes.StartAsync(new ProcessLaunch(DotnetLocator.Find(Environment.ProcessPath, Environment.GetEnvironmentVariable))
        {
            // Servers that a build leaves behind for the next one would end with this process, under whoever uses them then.
            Arguments = ["build", project, "--configuration", host.Options.BuildConfiguration, "--output", output, "--nologo", "--disable-build-servers", "-tl:off", "-v:minimal"],
            Name = Dotnet,
            WorkingDirectory = directory,
            Environment = Variables(host.MakeDirectory("temporary", account: null, inMemory: false)),
        }).ConfigureAwait(false);
        await using (child.ConfigureAwait(false))
        {
            ProcessExit exit;
            try
            {
                exit = await child.Exit.WaitAsync(host.Options.BuildTimeout, host.Time).ConfigureAwait(false);
            }
            catch (TimeoutException exception)
            {
                throw new ProviderException($"Building {project} took longer than {host.Options.BuildTimeout} ({nameof(LocalOptions)}.{nameof(LocalOptions.BuildTimeout)}).", exception) { LastLogLines = child.Output.LastLines(LogTail) };
            }

            return exit.Code == 0
                ? Program(project, output)
                : throw new ProviderException($"{project} could not be built: {exit}.") { LastLogLines = child.Output.LastLines(LogTail) };
        }
    }

    private static string Program(string project, string output)
    {
        string[] programs = [.. Directory.EnumerateFiles(output, "*" + RuntimeConfiguration).Select(file => file[..^RuntimeConfiguration.Length] + ".dll")];
        return Array.Find(programs, program => Path.GetFileNameWithoutExtension(program) == Path.GetFileNameWithoutExtension(project))
            ?? (programs is [var only] ? only : throw new ProviderException(
                $"{project} is no program, or none can be told from the others: its output has {(programs.Length == 0 ? "no program" : string.Join(", ", programs.Select(Path.GetFileName)))}."));
    }

    /// <summary>A build in which this process runs (that of its tests) has told it where its own parts are; and a build leaves temporary files behind, which go with the host here.</summary>
    private static Dictionary<string, string?> Variables(string temporary) => new(
        Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            .Select(name => new KeyValuePair<string, string?>(name, null)),
        StringComparer.Ordinal)
    {
        ["TMPDIR"] = temporary,
    };
}
