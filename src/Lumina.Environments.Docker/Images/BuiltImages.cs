using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using Lumina.Environments.Projects;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Builds images through Testcontainers: each content once, for whichever environments want it. They stay in the engine.</summary>
/// <remarks>An image says by its labels that it was built here and from what; it belongs to no environment, since others with the same content use it too.</remarks>
internal sealed class BuiltImages(DockerEngine engine, TimeProvider timeProvider)
{
    private readonly SharedBuilds _builds = new();

    /// <summary>The name of the image, which is built where the engine does not have it.</summary>
    /// <exception cref="ProviderException">It cannot be built; the last lines of the build are with it.</exception>
    public async Task<string> GetAsync(ImageBuild build, CancellationToken cancellationToken)
    {
        string name = await Task.Run(build.NameIt, cancellationToken).ConfigureAwait(false);
        return await ExistsAsync(name, cancellationToken).ConfigureAwait(false)
            ? name
            : await _builds.GetAsync(name, () => BuildAsync(build, name), cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) => await FindIdAsync(name, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>The identifier of the image for which a name stands in the engine now; null where it has none.</summary>
    public async Task<string?> FindIdAsync(string name, CancellationToken cancellationToken) =>
        (await engine.FindAsync($"Looking for the image '{name}'", client => client.Images.InspectImageAsync(name, cancellationToken), cancellationToken).ConfigureAwait(false))?.ID;

    private async Task<string> BuildAsync(ImageBuild build, string name)
    {
        BuildLog log = new();
        using CancellationTokenSource limit = new(engine.Options.ImageTimeout, timeProvider);
        try
        {
            await new ImageFromDockerfileBuilder()
                .WithDockerEndpoint(engine.Authentication)
                .WithCleanUp(false)
                .WithLogger(log)
                .WithName(name)
                .WithDockerfileDirectory(build.Directory)
                .WithDockerfile(build.Dockerfile)
                .WithDeleteIfExists(false)
                .WithLabel(ContainerLabels.Role, ContainerLabels.ImageRole)
                .WithLabel(ContainerLabels.Source, build.Source)
                .WithCreateParameterModifier(parameters => (parameters.Target, parameters.Remove, parameters.ForceRemove) = (build.Target, true, true))
                .Build()
                .CreateAsync(limit.Token).ConfigureAwait(false);
            return name;
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
        catch (Exception exception) when (exception is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            throw Failed($"failed: {exception.Message.TrimEnd().Split('\n')[^1].Trim().TrimEnd('.')}", exception);
        }
        finally
        {
            // Somebody may remove the image: the next caller looks for it again.
            _builds.Forget(name);
        }

        ProviderException Failed(string how, Exception exception) => new($"Building the image of {build.Source} {how}.", exception) { LastLogLines = log.LastLines };
    }
}
