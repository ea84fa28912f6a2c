using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>What every stack works with.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AwsStackServices(AwsOptions options, AwsTools tools, AwsSessions sessions, AwsDiscovery discovery, AwsDoubts doubts, AwsOrphans orphans, TimeProvider time)
{
    public AwsOptions Options => options;

    public AwsTools Tools => tools;

    public AwsSessions Sessions => sessions;

    public AwsDiscovery Discovery => discovery;

    public AwsOrphans Orphans => orphans;

    public TimeProvider Time => time;

    /// <summary>The session of where a component was made, in the very account.</summary>
    public async Task<AwsSession> OpenSessionAsync(ComponentLocation location, CancellationToken cancellationToken)
    {
        AwsSession session = sessions.Get(location.Region);
        if (location.Account is { } account)
        {
            await session.RequireAccountAsync(account, session.Region, cancellationToken).ConfigureAwait(false);
        }

        return session;
    }

    /// <summary>Ends every doubt that an earlier run has left in a workspace.</summary>
    public async Task SettleAsync(TerraformWorkspace workspace, ComponentContext context, CancellationToken cancellationToken)
    {
        await tools.Recovery.WaitForOrphanAsync(workspace, cancellationToken).ConfigureAwait(false);
        AwsSession session = await OpenSessionAsync(context.Location, cancellationToken).ConfigureAwait(false);
        await doubts.ResolveAsync(session, workspace, context.EnvironmentId, cancellationToken).ConfigureAwait(false);
    }
}
