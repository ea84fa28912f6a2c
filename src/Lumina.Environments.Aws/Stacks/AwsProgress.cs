using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Aws;

/// <summary>Brings what terraform tells during an apply to the components that it is about: what was made into their journal, with its id, and the rest into their logs.</summary>
internal sealed partial class AwsProgress(IReadOnlyList<AwsPart> parts)
{
    private readonly Dictionary<TerraformAddress, AwsPart> _owners = parts.SelectMany(part => part.Addresses.Select(address => KeyValuePair.Create(address, part))).ToDictionary();

    public async ValueTask TellAsync(TerraformEvent told)
    {
        switch (told)
        {
            case TerraformEvent.ApplyComplete { Action: TerraformAction.Create, Id: { } id } made when OwnerOf(made.Address) is { } owner:
                LogMade(owner.Context.Logger, made.Address, id.Value, made.Elapsed);
                string[] address = made.Address.Split('[')[0].Split('.');
                await owner.Context.RecordResourceAsync(new ComponentResource(address[^2], made.Address[made.Address.IndexOf(address[^1], StringComparison.Ordinal)..], id.Value), CancellationToken.None).ConfigureAwait(false);
                break;
            case TerraformEvent.ApplyProgress progress when OwnerOf(progress.Address) is { } owner:
                LogProgress(owner.Context.Logger, progress.Address, progress.Elapsed);
                break;
            case TerraformEvent.Diagnosed { Diagnostic: { IsError: false } warning }:
                LogWarning(parts[0].Context.Logger, warning.ToString());
                break;
        }
    }

    private AwsPart? OwnerOf(string address) => _owners.GetValueOrDefault(TerraformAddress.RootOf(address));

    [LoggerMessage(EventId = 700, Level = LogLevel.Information, Message = "{Address} was made as {Id} in {Elapsed}")]
    private static partial void LogMade(ILogger logger, string address, string id, TimeSpan elapsed);

    [LoggerMessage(EventId = 701, Level = LogLevel.Debug, Message = "{Address} is being made since {Elapsed}")]
    private static partial void LogProgress(ILogger logger, string address, TimeSpan elapsed);

    [LoggerMessage(EventId = 702, Level = LogLevel.Warning, Message = "terraform warns: {Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);
}
