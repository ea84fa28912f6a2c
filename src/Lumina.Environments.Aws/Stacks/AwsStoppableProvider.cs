using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Components that run something: machines, instances of RDS, services. Tables, caches and clusters of DocumentDB run on, whatever is stopped.</summary>
/// <inheritdoc cref="AwsProvider{TSpec}"/>
[SupportedOSPlatform("linux")]
internal sealed class AwsStoppableProvider<TSpec>(string kind, AwsStacks stacks, AwsStackServices services, IReadOnlyList<IAwsConfiguration<TSpec>> configurations)
    : AwsProvider<TSpec>(kind, stacks, services, configurations), IStoppableProvider<TSpec>
    where TSpec : ComponentSpec
{
    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => await StackOf(context).StopAsync(context, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => await StackOf(context).KnowsAsync(context, cancellationToken).ConfigureAwait(false)
        ? await ProvisionAsync(spec, context, cancellationToken).ConfigureAwait(false)
        : throw new ProviderException($"there is no record here of {context.Component}, so that it can't be started; start it with the AwsOptions.StateDirectory in which it was made (or let machines share records by AwsOptions.StateCopies), or terminate the environment and provision a new one");
}
