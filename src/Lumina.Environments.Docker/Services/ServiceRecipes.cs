using System.Text;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Says how the containers of a service are made.</summary>
internal sealed class ServiceRecipes(EnvironmentNetworks networks, ContainerLookup lookup, ServiceImages images, FiledImages filed, ServiceMounts mounts, DockerMarks marks)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public async Task<IReadOnlyList<ContainerRecipe>> MakeAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ContainerSettings settings = spec.Container ?? new ContainerSettings();
        IReadOnlyList<RecipeFile> files = [.. settings.Files.Select(file => new RecipeFile(file.Path, Encoding.UTF8.GetBytes(file.Content), file.Executable ? Executable : Readable))];
        bool inImage = settings.ReadOnlyRoot && files.Count > 0;
        IReadOnlyList<FoundContainer> made = await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false);

        // What is there goes on with its image: to start it again, or to scale it, builds nothing.
        string image = made.Count > 0 ? made[0].Image : await images.GetAsync(spec, context, cancellationToken).ConfigureAwait(false);
        image = inImage && made.Count == 0 ? await filed.GetAsync(image, files, spec.Name, cancellationToken).ConfigureAwait(false) : image;
        IReadOnlyList<Mount> mounted = await mounts.MakeAsync(settings, context, cancellationToken).ConfigureAwait(false);
        string network = await networks.EnsureAsync(context, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<KeyValuePair<EndpointSpec, int>> ports = ServicePorts.Of(spec);
        Dictionary<string, string?> variables = ServiceVariables.Compose(context.Settings, context.Dependencies, ports, "+", Vantage.Network);
        Dictionary<string, string> labels = marks.For(context.Marks, ContainerServiceDeployer.ProviderName);
        if (spec.Run.IsOnce)
        {
            labels[ContainerLabels.Run] = ContainerLabels.OnceRun;
        }

        return [.. Enumerable.Range(1, spec.Replicas).Select(replica => new ContainerRecipe(ContainerLookup.NameOf(context, replica), image, labels)
        {
            Settings = settings,
            Entrypoint = settings.Entrypoint,
            Command = settings.Command,
            Variables = variables.ToDictionary(variable => variable.Key, variable => variable.Value ?? "", StringComparer.Ordinal),
            Network = network,
            Aliases = [spec.Name, .. settings.Aliases],
            Ports = [.. ports.Select(port => new ContainerPort(port.Value))],
            Files = inImage ? [] : files,
            Mounts = mounted,
        })];
    }
}
