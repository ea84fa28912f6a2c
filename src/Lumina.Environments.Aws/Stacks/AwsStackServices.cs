using System.Runtime.Versioning;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Aws;

/// <summary>What every stack works with.</summary>
[SupportedOSPlatform("linux")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose.")]
internal sealed partial class AwsStackServices(IOptions<AwsOptions> options, AwsTools tools, AwsSessions sessions, AwsDiscovery discovery, TimeProvider time)
{
    private readonly SemaphoreSlim _looking = new(1);
    private readonly HashSet<string> _seeing = new(StringComparer.Ordinal);
    private ((EnvironmentId Id, string Region) By, IReadOnlyList<string> Denied) _looked;
    private bool _isBucketFit;

    public AwsOptions Options => options.Value;

    public AwsTools Tools => tools;

    /// <summary>Where networks go that name no addresses.</summary>
    public NetworkPool Pool { get; } = new(options.Value);

    public AwsSessions Sessions => sessions;

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

    /// <summary>The copy of an environment's record that machines share; null where the options name no place for it.</summary>
    public SharedRecord? Share(TerraformWorkspace workspace, ComponentContext context)
    {
        ICopyPlace? place = OpenBucket() is { } bucket ? new CopyInBucket(bucket, SharedRecord.KeyOf(context.Marks.Installation, context.EnvironmentId))
            : Options.StateCopies.InStore && context.Record is { } record ? new CopyInStore(record)
            : null;
        return place is null ? null : new SharedRecord(place, workspace, time, context.Logger);
    }

    /// <summary>Waits for a terraform that outlived its host, brings into a workspace what another machine has done since, and has it copied from now on.</summary>
    public async Task TakeUpAsync(TerraformWorkspace workspace, ComponentContext context, CancellationToken cancellationToken)
    {
        await tools.Recovery.WaitForOrphanAsync(workspace, process => LogWaiting(context.Logger, process, workspace.Path), cancellationToken).ConfigureAwait(false);
        if (Share(workspace, context) is { } shared)
        {
            if (await shared.FindAsync(cancellationToken).ConfigureAwait(false) is { } copy)
            {
                shared.TakeUp(copy);
            }

            workspace.RecordKeeper = shared;
        }
    }

    /// <summary>Looks once whether the bucket for copies is fit to hold passwords.</summary>
    /// <exception cref="ProviderException">It is not, or can't be asked.</exception>
    public async Task RequireBucketAsync(CancellationToken cancellationToken)
    {
        if (!_isBucketFit && OpenBucket() is { } bucket && await bucket.FindObstacleAsync(cancellationToken).ConfigureAwait(false) is { } obstacle)
        {
            throw new ProviderException($"the bucket '{Options.StateCopies.Bucket}' of AwsOptions.StateCopies {obstacle}");
        }

        _isBucketFit = true;
    }

    /// <summary>Looks once for a region whether what would be made could be found again, by the very calls that find it.</summary>
    /// <returns>Those that are denied.</returns>
    public async Task<IReadOnlyList<string>> FindDeniedAsync(AwsSession session, ComponentContext context, CancellationToken cancellationToken)
    {
        // Components are asked about at once: one of them looks.
        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_seeing.Contains(session.Region) && _looked.By != (context.EnvironmentId, session.Region))
            {
                _looked = ((context.EnvironmentId, session.Region), await discovery.FindDeniedAsync(new AwsScope(context.EnvironmentId.Value), session, cancellationToken).ConfigureAwait(false));
                if (_looked.Denied.Count == 0)
                {
                    _seeing.Add(session.Region);
                }
            }

            return _seeing.Contains(session.Region) ? [] : _looked.Denied;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>What bears our marks.</summary>
    public Task<IReadOnlyList<AwsResource>> FindAsync(AwsSession session, AwsScope scope, CancellationToken cancellationToken) => discovery.FindAsync(scope, session, cancellationToken);

    /// <summary>Ends every doubt that an earlier run has left in a workspace.</summary>
    /// <returns>The addresses of what was taken into the state.</returns>
    public async Task<IReadOnlyList<string>> SettleAsync(TerraformWorkspace workspace, ComponentContext context, CancellationToken cancellationToken)
    {
        if (TerraformRecovery.FindDoubts(workspace).Count == 0)
        {
            return [];
        }

        AwsSession session = await OpenSessionAsync(context.Location, cancellationToken).ConfigureAwait(false);
        AwsDoubts doubts = new(session, discovery, await tools.InstallAsync(cancellationToken).ConfigureAwait(false), time);
        return await doubts.SettleAsync(workspace, context.EnvironmentId.Value, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Destroys an environment of which there is no record here, but for what the journal says of its components.</summary>
    public async Task<AwsSweep> DestroyUnknownAsync(AwsSession session, EnvironmentId environment, IReadOnlyList<ComponentContext> contexts, CancellationToken cancellationToken)
    {
        TerraformInstallation terraform = await tools.InstallAsync(cancellationToken).ConfigureAwait(false);
        AwsOrphans orphans = new(sessions, discovery, new AwsOrphanPlan(terraform, Options, tools.SweepDirectory));
        string account = await session.GetAccountAsync(cancellationToken).ConfigureAwait(false);
        return await orphans.DestroyAsync(new AwsSweepScope(environment.Value, account, session.Region), JournalledResources.Of(contexts), cancellationToken).ConfigureAwait(false);
    }

    private StateBucket? OpenBucket() => Options.StateCopies.Bucket is null ? null : new StateBucket(Options.StateCopies, sessions.Get(Options.StateCopies.Region));

    [LoggerMessage(EventId = 706, Level = LogLevel.Information, Message = "Waiting for terraform, process {Process} in '{Directory}', whose host is gone: it finishes what it is at, and writes down what it has made")]
    private static partial void LogWaiting(ILogger logger, int process, string directory);
}
