using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Docker;

/// <summary>Makes containers through Testcontainers, or adopts those that an earlier attempt has made.</summary>
internal sealed class ContainerLauncher(DockerEngine engine, EngineContainers containers, AbandonedResources abandoned, IProcessInspector processes, TimeProvider timeProvider, ILogger<ContainerLauncher> logger)
{
    private const long Mebibyte = 1024 * 1024;
    private const double BillionthsOfCpu = 1e9;

    private readonly NamedGates _gates = new();

    /// <summary>Makes the container and starts it. One that is there already is started if it does not run.</summary>
    /// <param name="recipe">What to make.</param>
    /// <param name="requireOwn">Refuses a container of that name that is somebody else's.</param>
    /// <param name="cancellationToken">Ends it; what was made so far stays under its name.</param>
    public Task<FoundContainer> RunAsync(ContainerRecipe recipe, Func<FoundContainer, FoundContainer> requireOwn, CancellationToken cancellationToken)
    {
        abandoned.BeginRemoval();

        // Two calls at once for one container: the second must not take what the first is making for something that was left unfinished.
        return _gates.AloneAsync(recipe.Name, () => EnsureAsync(recipe, requireOwn, cancellationToken), cancellationToken);
    }

    private async Task<FoundContainer> EnsureAsync(ContainerRecipe recipe, Func<FoundContainer, FoundContainer> requireOwn, CancellationToken cancellationToken)
    {
        FoundContainer? found = await containers.FindAsync(recipe.Name, cancellationToken).ConfigureAwait(false);
        if (found is not null && (requireOwn(found) is { IsUnfinished: true } or { IsBeingRemoved: true } || found.IsForsaken(processes)))
        {
            await containers.RemoveAsync(recipe.Name, cancellationToken).ConfigureAwait(false);
            found = null;
        }

        await (found switch
        {
            null => CreateAsync(recipe, cancellationToken),
            { IsPaused: true } => containers.UnpauseAsync(recipe.Name, cancellationToken),
            { IsRunning: true } => Task.CompletedTask,
            _ => containers.StartAsync(recipe.Name, cancellationToken),
        }).ConfigureAwait(false);
        return await containers.FindAsync(recipe.Name, cancellationToken).ConfigureAwait(false)
            ?? throw new ProviderException($"The container '{recipe.Name}' is gone right after its start: somebody else has removed it.");
    }

    private async Task CreateAsync(ContainerRecipe recipe, CancellationToken cancellationToken)
    {
        string what = $"Making the container '{recipe.Name}' from the image '{recipe.Image}'";
        using CancellationTokenSource limit = new(engine.Options.ImageTimeout, timeProvider);
        using CancellationTokenSource pulling = new();
        using CancellationTokenRegistration caller = cancellationToken.UnsafeRegister(Cancel, pulling);
        using CancellationTokenRegistration time = limit.Token.UnsafeRegister(Cancel, pulling);
        await engine.RunAsync(
            what,
            async _ =>
            {
                try
                {
                    // Not disposed of: that would remove the container, which outlives this object.
                    await Build(recipe, OnPulled).StartAsync(pulling.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                {
                    throw new ProviderException($"{what} failed: the image is not in the engine at {engine.Address}, and it was not pulled within {engine.Options.ImageTimeout} ({nameof(DockerOptions)}.{nameof(DockerOptions.ImageTimeout)}). Pull it by hand, or give it more time.", exception);
                }
                catch (DockerApiException exception)
                {
                    if (!await IsMissingAsync(recipe.Image, cancellationToken).ConfigureAwait(false))
                    {
                        throw;
                    }

                    throw new ProviderException($"{what} failed: the image is not in the engine at {engine.Address}, and it could not be pulled from {PullError(recipe.Image, exception)}", exception);
                }
            },
            cancellationToken).ConfigureAwait(false);

        // Not to be cancelled once there is nothing to be pulled: the engine would make it all the same, after whoever cleans up has looked for it.
        void OnPulled()
        {
            caller.Unregister();
            time.Unregister();
            pulling.Token.ThrowIfCancellationRequested();
        }

        static void Cancel(object? source) => ((CancellationTokenSource)source!).Cancel();
    }

    private async Task<bool> IsMissingAsync(string image, CancellationToken cancellationToken) =>
        await engine.FindAsync($"Looking for the image '{image}'", client => client.Images.InspectImageAsync(image, cancellationToken), cancellationToken).ConfigureAwait(false) is null;

    private static string PullError(string image, DockerApiException exception)
    {
        string? registry = new DotNet.Testcontainers.Images.DockerImage(image).GetHostname() is { Length: > 0 } host ? host : null;
        string credentials = EngineErrors.IsUnauthorized(exception) ? $" {RegistryCredentials.Describe(registry, Environment.GetEnvironmentVariable)}" : "";
        return $"{(registry is null ? "Docker Hub" : $"'{registry}'")}: {EngineErrors.Said(exception)}{credentials}";
    }

    private DotNet.Testcontainers.Containers.IContainer Build(ContainerRecipe recipe, Action onPulled)
    {
        ContainerBuilder builder = new ContainerBuilder(recipe.Image)
            .WithDockerEndpoint(engine.Authentication)
            .WithCleanUp(false)
            .WithLogger(logger)
            .WithName(recipe.Name)
            .WithLabel(recipe.Labels)
            .WithEnvironment(recipe.Variables)
            .WithCreateParameterModifier(parameters =>
            {
                onPulled();
                Complete(parameters, recipe);
            });
        builder = recipe.Entrypoint.Count > 0 ? builder.WithEntrypoint([.. recipe.Entrypoint]) : builder;
        builder = recipe.Command.Count > 0 ? builder.WithCommand([.. recipe.Command]) : builder;
        builder = recipe.Network is { } network ? builder.WithNetwork(network).WithNetworkAliases(recipe.Aliases) : builder;
        builder = recipe.Settings.WorkingDirectory is { } directory ? builder.WithWorkingDirectory(directory) : builder;
        return recipe.Files
            .Aggregate(builder, (next, file) => next.WithResourceMapping(file.Content.ToArray(), FilePath.Of(file.Path), fileMode: (UnixFileModes)(int)file.Mode))
            .Build();
    }

    private void Complete(CreateContainerParameters parameters, ContainerRecipe recipe)
    {
        HostConfig host = parameters.HostConfig ??= new HostConfig();
        parameters.ExposedPorts ??= new Dictionary<string, EmptyStruct>(StringComparer.Ordinal);
        host.PortBindings = new Dictionary<string, IList<PortBinding>>(StringComparer.Ordinal);
        foreach (ContainerPort port in recipe.Ports)
        {
            parameters.ExposedPorts[port.Key] = default;
            host.PortBindings[port.Key] = [new PortBinding { HostIP = engine.PublishAddress, HostPort = port.Asked }];
        }

        host.LogConfig = new LogConfig
        {
            Type = "json-file",
            Config = new Dictionary<string, string>(StringComparer.Ordinal) { ["max-size"] = engine.Options.LogBytes.ToString(CultureInfo.InvariantCulture), ["max-file"] = "1" },
        };
        host.Mounts = [.. host.Mounts ?? [], .. recipe.Mounts];
        ContainerSettings settings = recipe.Settings;
        parameters.User = settings.User ?? parameters.User;
        host.ReadonlyRootfs = settings.ReadOnlyRoot;
        host.Memory = settings.MemoryMib is { } memory ? memory * Mebibyte : 0;
        host.NanoCPUs = settings.Cpus is { } cpus ? (long)(cpus * BillionthsOfCpu) : 0;
        host.Init = settings.Init ? true : null;
    }
}
