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
        SpecificationFault? unwritable = isToBeMade ? FindUnwritable() : null;
        SpecificationFault?[] faults = await Task.WhenAll(
            isToBeMade ? FindBlindnessAsync(context, cancellationToken) : none,
            component.HasChosenBlock ? services.Pool.CheckAsync(context, session.Api, cancellationToken) : none,
            isToBeMade ? FindLackingAsync(component, context, cancellationToken) : none).ConfigureAwait(false);
        return [.. faults.Append(unwritable).OfType<SpecificationFault>()];
    }

    /// <summary>The directory is made here where it lacks: what is to be made needs it in a moment.</summary>
    private SpecificationFault? FindUnwritable()
    {
        string directory = services.Tools.StateDirectory;
        try
        {
            Directory.CreateDirectory(directory, DurableFile.PrivateDirectory);
            using FileStream probe = new(Path.Combine(directory, ".writable"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.DeleteOnClose,
                UnixCreateMode = DurableFile.PrivateFile,
            });
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new SpecificationFault("", $"The directory '{directory}' for the records of what is made can't be written: {exception.Message}", "Correct AwsOptions.StateDirectory, or its modes.");
        }
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
