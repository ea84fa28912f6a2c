using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Asks AWS, before anything is made, what would keep a component from being made or from being found again. It makes nothing.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AwsPreflight(AwsStackServices services, AwsSession session)
{
    /// <summary>Asks.</summary>
    /// <param name="component">The component, written for nobody.</param>
    /// <param name="context">The context of an environment that nobody makes.</param>
    /// <param name="isToBeMade">Whether rights are asked for, too.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="ProviderException">AWS does not answer.</exception>
    public async Task<IReadOnlyList<SpecificationFault>> FindFaultsAsync(AwsComponent component, ComponentContext context, bool isToBeMade, CancellationToken cancellationToken)
    {
        Task<SpecificationFault?> none = Task.FromResult<SpecificationFault?>(null);
        SpecificationFault?[] faults = await Task.WhenAll(
            isToBeMade ? FindBlindnessAsync(context, cancellationToken) : none,
            component.HasChosenBlock ? services.Pool.CheckAsync(context, session.Api, cancellationToken) : none,
            isToBeMade ? FindLackingAsync(component, context, cancellationToken) : none).ConfigureAwait(false);
        return [.. faults.OfType<SpecificationFault>()];
    }

    private async Task<SpecificationFault?> FindBlindnessAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> denied = await services.FindDeniedAsync(session, context, cancellationToken).ConfigureAwait(false);
        return denied.Count == 0 ? null : new SpecificationFault(
            "",
            $"The credentials may not {string.Join(", ", denied)} in the account {context.Location.Account}, by which what is made is found again.",
            "Give the identity these rights: without them something could be left behind.");
    }

    private async Task<SpecificationFault?> FindLackingAsync(AwsComponent component, ComponentContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> denied = await AwsRights.FindDeniedAsync(component, session, asksDryRuns: session.EndpointUrl is null, cancellationToken).ConfigureAwait(false);
        return denied.Count == 0 ? null : new SpecificationFault(
            "",
            $"The credentials may not {string.Join(", ", denied)} in the account {context.Location.Account}, which {context.Component} takes.",
            "Give the identity these rights: its policies, its permissions boundary and those of the organization must allow them.");
    }
}
