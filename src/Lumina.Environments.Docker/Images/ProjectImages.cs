using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Lumina.Environments.Folders;
using Lumina.Environments.Processes;
using Lumina.Environments.Projects;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Publishes .NET projects and puts what they put out on the .NET image. A project is published once for this process; its image is built once for each content.</summary>
/// <remarks>The SDK can publish an image itself, but takes its base image from a registry only, never from the engine: machines without a registry could not use it.</remarks>
internal sealed class ProjectImages(DockerEngine engine, BuiltImages images, TimeProvider timeProvider) : IAsyncDisposable
{
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(10);

    private readonly SharedBuilds _builds = new();

    /// <summary>The name of the project's image.</summary>
    /// <exception cref="ProviderException">It cannot be built; the last lines of the build are with it.</exception>
    public async Task<string> GetAsync(string project, CancellationToken cancellationToken)
    {
        string name = await _builds.GetAsync(project, ending => PublishAsync(project, ending), cancellationToken).ConfigureAwait(false);
        if (await images.ExistsAsync(name, cancellationToken).ConfigureAwait(false))
        {
            return name;
        }

        _builds.Forget(project);
        return await _builds.GetAsync(project, ending => PublishAsync(project, ending), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends what is being published.</summary>
    public ValueTask DisposeAsync() => _builds.DisposeAsync();

    private async Task<string> PublishAsync(string project, CancellationToken ending)
    {
        using TemporaryFolder folder = new("publish", timeProvider);
        string output = Path.Combine(folder.Path, "app");
        await RunAsync(project, output, Directory.CreateDirectory(Path.Combine(folder.Path, "temporary")).FullName, ending).ConfigureAwait(false);
        string program = DotnetProjects.ProgramOf(project, output);
        string baseImage = BaseImage(program);
        string dockerfile = $"""
            FROM {baseImage}
            WORKDIR /app
            COPY . .
            ENTRYPOINT ["dotnet", "{Path.GetFileName(program)}"]

            """;
        await File.WriteAllTextAsync(Path.Combine(output, "Dockerfile"), dockerfile, ending).ConfigureAwait(false);
        ImageBuild build = new(output, "Dockerfile", project, Path.GetFileNameWithoutExtension(project)) { IsOwnFolder = true, BaseId = await images.FindIdAsync(baseImage, ending).ConfigureAwait(false) };
        return await images.GetAsync(build, ending).ConfigureAwait(false);
    }

    private async Task RunAsync(string project, string output, string temporary, CancellationToken ending)
    {
        BuildLog log = new();
        using CancellationTokenSource limit = new(engine.Options.ImageTimeout, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ending);
        using Process process = new() { StartInfo = Command(Dotnet(project), project, output, temporary) };
        process.OutputDataReceived += (_, line) => log.Add(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => log.Add(line.Data ?? "");
        try
        {
            using IDisposable? turn = await BuildTurn.TakeAsync(timeProvider, either.Token).ConfigureAwait(false);
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Win32Exception exception)
        {
            throw new ProviderException($"{project} could not be published: {process.StartInfo.FileName} cannot be run: {exception.Message}. It needs the .NET SDK: install it, or give the service an image.", exception);
        }
        catch (OperationCanceledException exception)
        {
            await EndAsync(process).ConfigureAwait(false);
            ending.ThrowIfCancellationRequested();
            throw new ProviderException($"Publishing {project} took longer than {engine.Options.ImageTimeout} ({nameof(DockerOptions)}.{nameof(DockerOptions.ImageTimeout)}).", exception) { LastLogLines = log.LastLines };
        }

        if (process.ExitCode != 0)
        {
            throw new ProviderException(FormattableString.Invariant($"{project} could not be published: exit code {process.ExitCode}.")) { LastLogLines = log.LastLines };
        }
    }

    // Until it has ended it may still write to the folder that is deleted next.
    private async Task EndAsync(Process process)
    {
        using CancellationTokenSource bound = new(KillBound, timeProvider);
        try
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(bound.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException or OperationCanceledException)
        {
            // It has ended by itself, or does not end: that it took too long is what matters.
        }
    }

    private static string Dotnet(string project)
    {
        try
        {
            return DotnetLocator.Find(Environment.ProcessPath, Environment.GetEnvironmentVariable);
        }
        catch (ProcessStartException exception)
        {
            throw new ProviderException($"{project} could not be published. {exception.Message}", exception);
        }
    }

    private ProcessStartInfo Command(string dotnet, string project, string output, string temporary)
    {
        ProcessStartInfo start = new(dotnet)
        {
            WorkingDirectory = Path.GetDirectoryName(project)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (string argument in (string[])["publish", project, "--configuration", engine.Options.BuildConfiguration, "--output", output, "--nologo", "--disable-build-servers", "-tl:off", "-v:minimal", "-p:UseAppHost=false"])
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string? value) in DotnetProjects.Variables(temporary))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private string BaseImage(string program)
    {
        string image = engine.Options.DotnetImage;
        return image.AsSpan(image.LastIndexOf('/') + 1).ContainsAny(':', '@') ? image : $"{image}:{VersionOf(program)}";
    }

    private static string VersionOf(string program)
    {
        using JsonDocument configuration = JsonDocument.Parse(File.ReadAllText(DotnetProjects.RuntimeConfigurationOf(program)));
        string moniker = configuration.RootElement.GetProperty("runtimeOptions").GetProperty("tfm").GetString()!;
        return moniker.Replace("net", "", StringComparison.Ordinal);
    }
}
