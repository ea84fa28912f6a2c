using System.Runtime.Versioning;
using System.Text.Json;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Brings an environment's expiry to the tags of everything that it has on AWS: tags that stayed as they are would have a sweep end what is still in use.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AwsExpiry(AwsStackServices services, AwsStackRecord record)
{
    /// <summary>Changes the tags, unless they say so already.</summary>
    /// <param name="context">A component with the new expiry: its tags and those of its environment's others are changed at once.</param>
    /// <param name="apply">Applies the configuration with the new tags; false where something of it is gone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProviderException">Some tags could not be changed.</exception>
    public async Task UpdateAsync(ComponentContext context, Func<Task<bool>> apply, CancellationToken cancellationToken)
    {
        string expiry = context.Marks.ToDictionary()[OwnershipMarks.ExpiresAtMark];
        TerraformState? state = await record.KnowsAsync(context, cancellationToken).ConfigureAwait(false) ? await record.FindStateAsync(context, cancellationToken).ConfigureAwait(false) : null;
        if (state is null)
        {
            await RequireNothingAsync(context, cancellationToken).ConfigureAwait(false);
        }
        else if (state is { Instances.Count: > 0 } && ExpiryIn(state) != expiry && !await apply().ConfigureAwait(false))
        {
            // What somebody else has deleted needs no tags, but what hangs on it may have been passed over.
            await RequireEverywhereAsync(context, expiry, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RequireNothingAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if ((await FindAsync(context, cancellationToken).ConfigureAwait(false)).Any(resource => resource.Tags.GetValueOrDefault(OwnershipMarks.ComponentMark) == context.Component.ToString()))
        {
            throw AwsStackRecord.Lost(context.Component);
        }
    }

    private async Task RequireEverywhereAsync(ComponentContext context, string expiry, CancellationToken cancellationToken)
    {
        string[] left =
        [
            .. (await FindAsync(context, cancellationToken).ConfigureAwait(false))
                .Where(resource => !resource.IsMadeByAnother && resource.Tags.GetValueOrDefault(OwnershipMarks.ExpiresAtMark) is { } old && old != expiry).Select(resource => resource.ToString()),
        ];
        if (left.Length > 0)
        {
            throw new ProviderException($"somebody else has deleted something of the environment, and the expiry in the tags of {AwsPresence.Name(left)} could not be changed with it; restart the component that something is missing of, then extend it again") { IsTransient = true };
        }
    }

    private async Task<IReadOnlyList<AwsResource>> FindAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        AwsSession session = await services.OpenSessionAsync(context.Location, cancellationToken).ConfigureAwait(false);
        return await services.FindAsync(session, new AwsScope(context.EnvironmentId.Value), cancellationToken).ConfigureAwait(false);
    }

    private static string? ExpiryIn(TerraformState state) =>
        state.Outputs.TryGetValue(AwsMainPart.ExpiryOutput, out TerraformOutput? told) && told.Value is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
