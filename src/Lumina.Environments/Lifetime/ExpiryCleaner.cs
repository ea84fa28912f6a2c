using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Terminates the environments whose expiry has passed. One that cannot be terminated does not keep the others.</summary>
internal sealed class ExpiryCleaner(IOptions<CleanUpOptions> options, TimeProvider timeProvider, ILogger<ExpiryCleaner> logger)
{
    public const string Actor = "lumina/clean-up";

    /// <summary>Cleans up once.</summary>
    /// <param name="manager">The manager, or an owner's view: only environments that it sees are terminated.</param>
    /// <param name="cancellationToken">Ends the waiting; terminations that have begun go on.</param>
    public async Task<CleanUpReport> CleanUpAsync(IEnvironmentManager manager, CancellationToken cancellationToken)
    {
        ConcurrentBag<EnvironmentId> terminated = [];
        ConcurrentDictionary<EnvironmentId, string> failed = new();
        await Parallel.ForEachAsync(
            Expired(manager, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.MaximumParallelEnvironments, CancellationToken = cancellationToken },
            async (environment, cancellation) =>
            {
                if (await TerminateAsync(manager, environment, cancellation).ConfigureAwait(false) is { } error)
                {
                    failed[environment.Id] = error;
                }
                else
                {
                    terminated.Add(environment.Id);
                }
            }).ConfigureAwait(false);
        return new CleanUpReport([.. terminated.Order()], failed);
    }

    private IAsyncEnumerable<EnvironmentSnapshot> Expired(IEnvironmentManager manager, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        return manager.QueryAsync(new EnvironmentQuery { Active = true }, cancellationToken).Where(environment => environment.ExpiresAt <= now);
    }

    /// <summary>Terminates one.</summary>
    /// <returns>Why it could not be; null where it is gone.</returns>
    private async Task<string?> TerminateAsync(IEnvironmentManager manager, EnvironmentSnapshot environment, CancellationToken cancellationToken)
    {
        try
        {
            CleanUpLog.Expired(logger, environment.Name, environment.Id, environment.ExpiresAt);
            IEnvironmentManager cleaning = (manager as IActingManager)?.ActingAs(Actor, $"it expired at {environment.ExpiresAt:u}") ?? manager;
            await cleaning.TerminateAsync(environment.Id, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (EnvironmentNotFoundException)
        {
            return null;
        }
        catch (EnvironmentLeaseLostException exception)
        {
            // The process that operates on it cleans it up itself.
            return exception.Message;
        }
#pragma warning disable CA1031 // One that cannot be terminated must not keep the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CleanUpLog.TerminationFailed(logger, exception, environment.Name, environment.Id);
            return exception.Message;
        }
    }
}
