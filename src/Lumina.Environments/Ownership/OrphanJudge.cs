using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Decides whether something that bears our marks is an orphan. In doubt it is not.</summary>
internal sealed class OrphanJudge(IEnvironmentStore store, TimeProvider timeProvider)
{
    public async ValueTask<(bool IsOrphan, string Reason)> JudgeAsync(FoundComponent found, TimeSpan grace, CancellationToken cancellationToken)
    {
        OwnershipMarks marks = found.Marks;
        DateTimeOffset now = timeProvider.GetUtcNow();
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
                ? (false, $"environment '{environment.Name}' of this store owns it")
                : (true, $"this store says that {marks.Component} of environment '{environment.Name}' is gone");
        }

        return marks.ExpiresAt switch
        {
            null => (false, "it never expires, and this store does not know its environment"),
            { } expiry when expiry > now => (false, $"it expires at {expiry:u}, and this store does not know its environment"),
            { } expiry => (true, $"it expired at {expiry:u}, and nothing in this store owns it"),
        };
    }
}
