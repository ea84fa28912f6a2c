using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Components that can be stopped, started and restarted. Machines, instances of RDS and services really stop; tables, caches, clusters of DocumentDB, networks, modules and monitoring stay as they are, and a start puts right what somebody has deleted of them.</summary>
/// <inheritdoc cref="AwsProvider{TSpec}"/>
[SupportedOSPlatform("linux")]
internal class AwsStoppableProvider<TSpec>(string kind, AwsStacks stacks, AwsStackServices services, IReadOnlyList<IAwsConfiguration<TSpec>> configurations)
    : AwsProvider<TSpec>(kind, stacks, services, configurations), IStoppableProvider<TSpec>, IChangeCheckProvider
    where TSpec : ComponentSpec
{
    public async ValueTask<string?> WhyNotChangeAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await WhyNotReachAsync(context, cancellationToken).ConfigureAwait(false) ?? await StackOf(context).Record.WhyNotChangeAsync(context, cancellationToken).ConfigureAwait(false);

    public ValueTask<string?> WhyNotDestroyAsync(ComponentContext context, CancellationToken cancellationToken) => WhyNotReachAsync(context, cancellationToken);

    /// <summary>Stops what of the component runs: machines, instances of RDS, tasks. The rest is as it was.</summary>
    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await StackOf(context).StopAsync(context, cancellationToken).ConfigureAwait(false);

    /// <summary>Starts what was stopped, and makes anew what somebody has deleted of the component.</summary>
    public async ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        await StackOf(context).Record.RequireAsync(context, cancellationToken).ConfigureAwait(false);
        return await ProvisionAsync(spec, context, cancellationToken).ConfigureAwait(false);
    }
}
