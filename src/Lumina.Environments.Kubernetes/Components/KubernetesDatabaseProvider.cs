using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Databases on a cluster, each a server of its own. Into one whose spec says schemas or data, an administrator goes through a forwarded port; what is in it is then the same as in a server anywhere else.</summary>
/// <param name="environments">The environments of this process.</param>
/// <param name="servers">The servers in which this process works.</param>
internal sealed class KubernetesDatabaseProvider(KubernetesEnvironments environments, DatabaseServers servers)
    : KubernetesPodProvider<DatabaseSpec>(ComponentKinds.Database, environments, DatabaseManifests.All), IRentalProvider
{
    public async ValueTask<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        context.Outputs.Find(OutputNames.AdminConnectionString)?.Reveal() is { } admin && DatabaseManifests.Find(spec.Type)!.Inside(servers, admin) is { } inside
            ? await inside.RentAsync(spec, context, cancellationToken).ConfigureAwait(false)
            : throw new ProviderException($"{context.Component} can't be rented: on Kubernetes, PostgreSQL and MySQL databases with data or schemas can.");

    protected override async Task<ComponentOutputs> CompleteAsync(DatabaseSpec spec, KubernetesComponent component, ComponentOutputs outputs, ComponentContext context, CancellationToken cancellationToken)
    {
        if (outputs.Find(OutputNames.AdminConnectionString)?.Reveal() is not { } admin)
        {
            return outputs;
        }

        IServerDatabases inside = DatabaseManifests.Find(spec.Type)!.Inside(servers, admin)!;
        await inside.CreateAsync(spec, context, cancellationToken).ConfigureAwait(false);
        return outputs.With(OutputNames.Version, await inside.GetServerVersionAsync(cancellationToken).ConfigureAwait(false));
    }

    protected override ComponentOutputs Reach(DatabaseSpec spec, KubernetesComponent component, ComponentOutputs forwarded)
    {
        DatabaseManifests manifests = DatabaseManifests.Find(spec.Type)!;
        return manifests.Administrator(spec, component) is { } administrator && forwarded.Find(OutputNames.Port) is { } port
            ? forwarded.With(OutputNames.AdminConnectionString, new Secret(manifests.ConnectionString(administrator, PortForward.Host, port.Reveal())), Vantage.Host)
            : forwarded;
    }

    protected override ValueTask LeaveAsync(ComponentContext context) =>
        context.Outputs.Find(OutputNames.AdminConnectionString) is { } admin ? servers.ForgetAsync(admin.Reveal()) : ValueTask.CompletedTask;
}
