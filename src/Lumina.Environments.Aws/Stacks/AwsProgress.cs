using System.Runtime.Versioning;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Aws;

/// <summary>Brings what terraform tells during a run to the components that it is about: what was made into their journal, with its id, and the rest into their logs.</summary>
/// <param name="resources">The components of the run, each with its resources and modules.</param>
internal sealed partial class AwsProgress(IReadOnlyList<(ComponentContext Context, IEnumerable<TerraformAddress> Addresses)> resources)
{
    private readonly Dictionary<TerraformAddress, ComponentContext> _owners =
        resources.SelectMany(part => part.Addresses.Select(address => KeyValuePair.Create(address, part.Context))).ToDictionary();

    /// <summary>Of components whose configuration is in the workspace.</summary>
    [SupportedOSPlatform("linux")]
    public static AwsProgress Of(TerraformWorkspace workspace, IReadOnlyList<ComponentContext> contexts) =>
        new([.. contexts.Select(context => (context, (IEnumerable<TerraformAddress>)workspace.ReadPartAddresses(AwsPart.FileNameOf(context.Component))))]);

    public async ValueTask TellAsync(TerraformEvent told)
    {
        switch (told)
        {
            case TerraformEvent.ApplyComplete { Action: TerraformAction.Create, Id: { } id } made when OwnerOf(made.Address) is { } owner:
                LogMade(owner.Logger, made.Address, id.Value, made.Elapsed);
                string[] address = made.Address.Split('[')[0].Split('.');
                await owner.RecordResourceAsync(new ComponentResource(address[^2], made.Address[made.Address.IndexOf(address[^1], StringComparison.Ordinal)..], id.Value), CancellationToken.None).ConfigureAwait(false);
                break;
            case TerraformEvent.ApplyComplete { Action: TerraformAction.Delete } gone when OwnerOf(gone.Address) is { } owner:
                LogDestroyed(owner.Logger, gone.Address, gone.Elapsed);
                break;
            case TerraformEvent.ApplyComplete { Action: TerraformAction.Update } changed when OwnerOf(changed.Address) is { } owner:
                LogChanged(owner.Logger, changed.Address, changed.Elapsed);
                break;
            case TerraformEvent.ApplyProgress progress when OwnerOf(progress.Address) is { } owner:
                LogProgress(owner.Logger, progress.Address, progress.Elapsed);
                break;
            case TerraformEvent.Diagnosed { Diagnostic: { IsError: false, IsOfTargets: false } warning }:
                LogWarning(resources[0].Context.Logger, warning.ToString());
                break;
        }
    }

    private ComponentContext? OwnerOf(string address) => _owners.GetValueOrDefault(TerraformAddress.RootOf(address));

    [LoggerMessage(EventId = 700, Level = LogLevel.Information, Message = "{Address} was made as {Id} in {Elapsed}")]
    private static partial void LogMade(ILogger logger, string address, string id, TimeSpan elapsed);

    [LoggerMessage(EventId = 701, Level = LogLevel.Debug, Message = "{Address} is being worked on since {Elapsed}")]
    private static partial void LogProgress(ILogger logger, string address, TimeSpan elapsed);

    [LoggerMessage(EventId = 702, Level = LogLevel.Warning, Message = "terraform warns: {Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);

    [LoggerMessage(EventId = 704, Level = LogLevel.Information, Message = "{Address} was destroyed in {Elapsed}")]
    private static partial void LogDestroyed(ILogger logger, string address, TimeSpan elapsed);

    [LoggerMessage(EventId = 705, Level = LogLevel.Information, Message = "{Address} was changed in {Elapsed}")]
    private static partial void LogChanged(ILogger logger, string address, TimeSpan elapsed);
}
