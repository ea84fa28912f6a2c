using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Terminates the environments whose expiry has passed. One that cannot be terminated does not keep the others.</summary>
internal sealed class ExpiryCleaner(OutOfReach outOfReach, IOptions<CleanUpOptions> options, TimeProvider timeProvider, ILogger<ExpiryCleaner> logger)
{
    public const string Actor = "lumina/clean-up";

    /// <summary>Cleans up once.</summary>
    /// <param name="manager">The manager, or an owner's view: only environments that it sees are terminated.</param>
    /// <param name="cancellationToken">Ends the waiting; terminations that have begun go on.</param>
    public Task<CleanUpReport> CleanUpAsync(IEnvironmentManager manager, CancellationToken cancellationToken) => CleanUpAsync(manager, static _ => true, cancellationToken);

    /// <summary>Cleans up once what <paramref name="begins"/> says of each environment that has expired.</summary>
    public async Task<CleanUpReport> CleanUpAsync(IEnvironmentManager manager, Func<EnvironmentId, bool> begins, CancellationToken cancellationToken)
    {
        ConcurrentBag<EnvironmentId> terminated = [];
        ConcurrentDictionary<EnvironmentId, string> failed = new();
        await Parallel.ForEachAsync(
            Expired(manager, cancellationToken).Where(environment => begins(environment.Id)),
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.MaximumParallelEnvironments, CancellationToken = cancellationToken },
            async (environment, cancellation) =>
            {
                switch (await TerminateAsync(manager, environment, cancellation).ConfigureAwait(false))
                {
                    case (Done: true, _):
                        terminated.Add(environment.Id);
                        break;
                    case (_, { } error):
                        failed[environment.Id] = error;
                        break;
                }
            }).ConfigureAwait(false);
        return new CleanUpReport([.. terminated.Order()], failed);
    }

    private IAsyncEnumerable<EnvironmentSnapshot> Expired(IEnvironmentManager manager, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        return manager.QueryAsync(new EnvironmentQuery { Active = true }, cancellationToken).Where(environment => environment.ExpiresAt <= now && outOfReach.FindHeld(environment) is null); // who has it cleans it up
    }

    // Others may have waited for their turn before: an extension that has succeeded counts.
    private string? WhyNot(EnvironmentSnapshot environment) =>
        environment.ExpiresAt is { } expiresAt && expiresAt <= timeProvider.GetUtcNow() ? null : "its expiry has been moved meanwhile";

    /// <summary>Terminates one.</summary>
    /// <returns>Whether it is gone, or why it could not be ended; neither where it is not expired any more.</returns>
    private async Task<(bool Done, string? Error)> TerminateAsync(IEnvironmentManager manager, EnvironmentSnapshot environment, CancellationToken cancellationToken)
    {
        try
        {
            CleanUpLog.Expired(logger, environment.Name, environment.Id, environment.ExpiresAt);
            IEnvironmentManager cleaning = (manager as IActingManager)?.ActingAs(Actor, $"it expired at {environment.ExpiresAt:u}", WhyNot) ?? manager;
            await cleaning.TerminateAsync(environment.Id, cancellationToken).ConfigureAwait(false);
            return (true, null);
        }
        catch (EnvironmentOvertakenException exception)
        {
            CleanUpLog.Extended(logger, environment.Name, environment.Id, exception.Message);
            return (false, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (EnvironmentNotFoundException)
        {
            return (true, null);
        }
        catch (EnvironmentLeaseLostException exception)
        {
            // The process that operates on it cleans it up itself.
            return (false, exception.Message);
        }
#pragma warning disable CA1031 // One that cannot be terminated must not keep the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CleanUpLog.TerminationFailed(logger, exception, environment.Name, environment.Id);
            return (false, exception.Message);
        }
    }
}
