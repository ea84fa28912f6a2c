using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Says how the containers of a service are made.</summary>
internal sealed class ServiceRecipes(EnvironmentNetworks networks, DockerMarks marks)
{
    public async Task<IReadOnlyList<ContainerRecipe>> MakeAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string network = await networks.EnsureAsync(context, cancellationToken).ConfigureAwait(false);
        string image = spec.Sources.OfType<ImageSource>().First().Name;
        ContainerSettings settings = spec.Container ?? new ContainerSettings();
        return [.. Enumerable.Range(1, spec.Replicas).Select(replica => new ContainerRecipe(ContainerComponents.NameOf(context, replica), image, marks.For(context.Marks, ContainerServiceDeployer.ProviderName))
        {
            Settings = settings,
            Entrypoint = settings.Entrypoint,
            Command = settings.Command,
            Variables = context.Settings,
            Network = network,
            Aliases = [spec.Name, .. settings.Aliases],
            Ports = [.. spec.Endpoints.Where(endpoint => endpoint.Port is not null).Select(endpoint => new ContainerPort(endpoint.Port!.Value))],
        })];
    }
}
