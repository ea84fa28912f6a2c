using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using Lumina.Environments.Folders;
using Lumina.Environments.Projects;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Builds images through Testcontainers: each content once, for whichever environments want it. They stay in the engine.</summary>
/// <remarks>An image says by its labels that it was built here and from what; it belongs to no environment, since others with the same content use it too.</remarks>
internal sealed class BuiltImages(DockerEngine engine, TimeProvider timeProvider) : IAsyncDisposable
{
    private readonly SharedBuilds _builds = new();

    /// <summary>The name of the image, which is built where the engine does not have it.</summary>
    /// <exception cref="ProviderException">It cannot be built; the last lines of the build are with it.</exception>
    public async Task<string> GetAsync(ImageBuild build, CancellationToken cancellationToken)
    {
        (string name, IReadOnlyList<string> files) = await NameAsync(build, cancellationToken).ConfigureAwait(false);
        return await ExistsAsync(name, cancellationToken).ConfigureAwait(false)
            ? name
            : await _builds.GetAsync(name, ending => BuildAsync(build, name, files, ending), cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) => await FindIdAsync(name, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>The identifier of the image for which a name stands in the engine now; null where it has none.</summary>
    public async Task<string?> FindIdAsync(string name, CancellationToken cancellationToken) =>
        (await engine.FindAsync($"Looking for the image '{name}'", client => client.Images.InspectImageAsync(name, cancellationToken), cancellationToken).ConfigureAwait(false))?.ID;

    /// <summary>Ends what is being built.</summary>
    public ValueTask DisposeAsync() => _builds.DisposeAsync();

    /// <summary>Reads all that goes into the image: of a folder with very much in it, no longer than a build may take.</summary>
    private async Task<(string Name, IReadOnlyList<string> Files)> NameAsync(ImageBuild build, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(engine.Options.ImageTimeout, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            IReadOnlyList<string> files = await Task.Run(() => build.Context.Find(either.Token), either.Token).ConfigureAwait(false);
            return (await build.NameAsync(files, either.Token).ConfigureAwait(false), files);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException($"Reading what the image of {build.Source} is built of took longer than {engine.Options.ImageTimeout} ({nameof(DockerOptions)}.{nameof(DockerOptions.ImageTimeout)}): leave out in the .dockerignore what it does not need.", exception);
        }
    }

    private async Task<string> BuildAsync(ImageBuild build, string name, IReadOnlyList<string> files, CancellationToken ending)
    {
        BuildLog log = new();
        using CancellationTokenSource limit = new(engine.Options.ImageTimeout, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ending);
        using TemporaryFolder? copy = build.IsOwnFolder ? null : new("image", timeProvider);
        try
        {
            // Testcontainers would follow every link and read every folder, those that are left out, too.
            if (copy is not null)
            {
                build.Context.Copy(files, copy.Path, either.Token);
            }

            await new ImageFromDockerfileBuilder()
                .WithDockerEndpoint(engine.Authentication)
                .WithCleanUp(false)
                .WithLogger(log)
                .WithName(name)
                .WithDockerfileDirectory(copy?.Path ?? build.Directory)
                .WithDockerfile(build.Dockerfile)
                .WithDeleteIfExists(false)
                .WithLabel(ContainerLabels.Role, ContainerLabels.ImageRole)
                .WithLabel(ContainerLabels.Source, build.Source)
                .WithCreateParameterModifier(parameters => (parameters.Target, parameters.Remove, parameters.ForceRemove) = (build.Target, true, true))
                .Build()
                .CreateAsync(either.Token).ConfigureAwait(false);
            return name;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw Failed($"took longer than {engine.Options.ImageTimeout} ({nameof(DockerOptions)}.{nameof(DockerOptions.ImageTimeout)})", exception);
        }
        catch (DockerApiException exception)
        {
            throw Failed($"failed: {EngineErrors.Said(exception).TrimEnd('.')}", exception);
        }
        catch (Exception exception) when (EngineErrors.Explains(exception))
        {
            throw EngineErrors.Explain($"Building the image of {build.Source}", engine.Address, exception);
        }
#pragma warning disable CA1031 // What Testcontainers says of a build that failed has a type of its own for each way.
        catch (Exception exception) when (exception is not (OutOfMemoryException or ProviderException))
#pragma warning restore CA1031
        {
            throw Failed($"failed: {exception.Message.TrimEnd().Split('\n')[^1].Trim().TrimEnd('.')}", exception);
        }
        finally
        {
            // Somebody may remove the image: the next caller looks for it again.
            _builds.Forget(name);
        }

        ProviderException Failed(string how, Exception exception) =>
            new($"Building the image of {build.Source} {how}.{(build.MissingBases.Count == 0 ? "" : $" It builds on {string.Join(", ", build.MissingBases)}, which had to be pulled.")}", exception) { LastLogLines = log.LastLines };
    }
}
