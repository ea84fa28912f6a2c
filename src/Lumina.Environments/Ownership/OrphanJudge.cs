using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Decides whether something that bears our marks is an orphan. In doubt it is not.</summary>
internal sealed class OrphanJudge(IEnvironmentStore store, UnfinishedWork unfinished, TimeProvider timeProvider)
{
    /// <summary>For who does not hold its environment's lease: what is being operated on changes while it is looked at, and its lease must not be taken, by this process neither.</summary>
    public async ValueTask<(bool IsOrphan, string Reason)> JudgeAsync(FoundComponent found, TimeSpan grace, CancellationToken cancellationToken)
    {
        (bool isOrphan, string reason) = await JudgeHeldAsync(found, grace, cancellationToken).ConfigureAwait(false);
        return isOrphan && await unfinished.IsAtWorkAsync(found.Marks.EnvironmentId, cancellationToken).ConfigureAwait(false)
            ? (false, $"its environment {found.Marks.EnvironmentId} is being operated on")
            : (isOrphan, reason);
    }

    /// <summary>For who holds its environment's lease.</summary>
    public async ValueTask<(bool IsOrphan, string Reason)> JudgeHeldAsync(FoundComponent found, TimeSpan grace, CancellationToken cancellationToken)
    {
        OwnershipMarks marks = found.Marks;
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (found.KeptBecause is { } reason)
        {
            return (false, reason);
        }

        if (marks.IsKept)
        {
            return (false, $"it is marked {OwnershipMarks.KeepMark}");
        }

        if (now - (found.CreatedAt ?? marks.EnvironmentId.CreatedAt) < grace)
        {
            return (false, $"it is younger than the grace of {grace}");
        }

        if (await store.FindAsync(marks.EnvironmentId, cancellationToken).ConfigureAwait(false) is { } environment)
        {
            return environment.Find(marks.Component) is { MayExist: true } && environment.IsActive
                ? (false, await OwnedAsync(environment, cancellationToken).ConfigureAwait(false))
                : (true, $"this store says that {marks.Component} of environment '{environment.Name}' is gone");
        }

        return marks.ExpiresAt switch
        {
            null => (false, "it never expires, and this store does not know its environment"),
            { } expiry when expiry > now => (false, $"it expires at {expiry:u}, and this store does not know its environment"),
            { } expiry => (true, $"it expired at {expiry:u}, and nothing in this store owns it"),
        };
    }

    // Recovery and termination decide about it, not a sweep; who reads the sweep's report learns of it all the same.
    private async ValueTask<string> OwnedAsync(EnvironmentSnapshot environment, CancellationToken cancellationToken)
    {
        string? undecided = await unfinished.FindUndecidedAsync(environment, cancellationToken).ConfigureAwait(false);
        return $"environment '{environment.Name}' of this store owns it{(undecided is null ? "" : $"; {undecided}")}";
    }
}
