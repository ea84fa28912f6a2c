using System.Runtime.CompilerServices;
using System.Text;
using Lumina.Environments.Providers;

namespace Lumina.Environments.InMemory;

/// <summary>Services in memory: addresses that nobody answers.</summary>
public sealed class InMemoryServiceDeployer(InMemoryPlatform platform, TimeProvider timeProvider) : InMemoryProvider<ServiceSpec>(platform, timeProvider), IServiceDeployer, IFileProvider
{
    private const int DefaultPort = 8080;

    /// <summary>The files that its spec puts into its container.</summary>
    public async IAsyncEnumerable<ComponentFile> ReadFilesAsync(ComponentContext context, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(path);
        await ValueTask.CompletedTask.ConfigureAwait(false);
        string folder = path.TrimEnd('/') + "/";
        ContainerFile[] found = [.. ((ServiceSpec)Require(context).Spec).Container?.Files.Where(file => file.Path == path || file.Path.StartsWith(folder, StringComparison.Ordinal)) ?? []];
        foreach (ContainerFile file in found.Length > 0 ? found : throw new ProviderException($"'{context.ExternalName}' has nothing there"))
        {
            yield return new ComponentFile(file.Path, new MemoryStream(Encoding.UTF8.GetBytes(file.Content)));
        }
    }

    private protected override ComponentOutputs Outputs(ServiceSpec spec, InMemoryComponent component, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new ComponentOutputs(spec.Endpoints.Select(endpoint =>
            new ComponentOutput(endpoint.Name, $"{endpoint.Scheme}://{component.Host}:{endpoint.Port ?? DefaultPort}", Secret: null, Vantage.Everywhere)));
    }
}
