using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Hands out databases like an environment's own. It changes nothing about the environment: no lease, no event, and callers do not wait for each other here.</summary>
internal sealed class DatabaseRentals(ComponentObserver components, EnvironmentAttachment attachment, OutOfReach outOfReach)
{
    public async Task<RentedDatabase> RentAsync(EnvironmentSession session, string database, CancellationToken cancellationToken)
    {
        await session.LookAsync(cancellationToken).ConfigureAwait(false);
        await attachment.AttachAsync(session, cancellationToken).ConfigureAwait(false);
        EnvironmentSnapshot environment = session.Snapshot;
        ComponentName name = ComponentName.Database(database);
        (ProviderBinding binding, ComponentContext context) = await components.LookUpAsync(environment, name, cancellationToken).ConfigureAwait(false);
        if (!environment.IsUp)
        {
            throw Fault(environment, $"A database like {name} of environment '{environment.Name}' can't be rented: the environment is {environment.Status}. It can while it is up.");
        }

        if (outOfReach.Has(environment.Find(name)!) && outOfReach.Find(environment) is { } elsewhere)
        {
            throw Fault(environment, $"A database like {name} of environment '{environment.Name}' can't be rented from here: {elsewhere}.");
        }

        if (environment.Find(name)!.IsPaused)
        {
            throw Fault(environment, $"A database like {name} of environment '{environment.Name}' can't be rented while it is paused: unpause it first ({nameof(IEnvironmentManager.UnpauseAsync)}).");
        }

        if (binding.Provider is not IRentalProvider provider || !session.Specs.TryGetValue(name, out ComponentSpec? spec))
        {
            throw Fault(environment, $"A database like {name} of environment '{environment.Name}' can't be rented: its provider '{binding.Name}' hands out none.");
        }

        try
        {
            return await provider.RentAsync((DatabaseSpec)spec, context, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception)
        {
            throw Fault(environment, $"No database like {name} of environment '{environment.Name}' could be rented: {session.Redactor.Redact(exception.Message)}", session.Redactor.Finds(exception.ToString()) ? null : exception);
        }
    }

    private static EnvironmentException Fault(EnvironmentSnapshot environment, string message, Exception? cause = null) =>
        new(message, cause) { EnvironmentId = environment.Id, EnvironmentName = environment.Name };
}
