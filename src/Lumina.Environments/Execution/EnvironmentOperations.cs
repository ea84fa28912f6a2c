using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Begins a verb on an environment that exists: waits for its turn, and refuses what the environment's state does not allow.</summary>
internal sealed class EnvironmentOperations(EnvironmentAttachment attachment, OutOfReach outOfReach, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    /// <exception cref="EnvironmentOvertakenException">It is not called for any more.</exception>
    /// <exception cref="InvalidEnvironmentStateException">The environment cannot be asked for that now.</exception>
    public async Task<Operation> BeginAsync(EnvironmentSession session, EnvironmentVerb verb, string actor, CancellationToken cancellationToken, ResetWay? way = null, Func<EnvironmentSnapshot, string?>? unless = null)
    {
        Operation operation = new(session, verb, actor, timeProvider, cancellationToken) { ResetWay = way };
        try
        {
            await operation.EnterAsync(options.Value.LeaseTimeout, operation.Token).ConfigureAwait(false);
            EnvironmentSnapshot environment = operation.Snapshot;
            if (unless?.Invoke(environment) is { } overtaken)
            {
                throw new EnvironmentOvertakenException(environment, overtaken);
            }

            if (!EnvironmentTransitions.Allows(environment.Status, verb))
            {
                throw new InvalidEnvironmentStateException(environment.Id, environment.Name, environment.Status, verb, EnvironmentTransitions.From(environment.Status));
            }

            if (verb != EnvironmentVerb.Extend)
            {
                outOfReach.Refuse(environment, verb);
            }

            if (verb is not (EnvironmentVerb.Stop or EnvironmentVerb.Extend or EnvironmentVerb.Terminate))
            {
                // What is started, reset or scaled may be reached by what holds in one process only, or refer to it.
                await attachment.AttachAsync(session, operation.Token).ConfigureAwait(false);
            }

            return operation;
        }
        catch (OperationCanceledException) when (operation.EndedByOthers)
        {
            EnvironmentException told = operation.ToException($"Nothing of environment '{session.Snapshot.Name}' was touched");
            await operation.DisposeAsync().ConfigureAwait(false);
            throw told;
        }
        catch (Exception exception)
        {
            operation.Fail(exception.Message);
            await operation.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
