using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>What is the same for every component that is one container or several: running, looking, stopping, pausing, destroying.</summary>
internal sealed class ContainerComponents(EngineContainers containers, ContainerLookup lookup, ContainerLauncher launcher, ContainerExits exits, EnvironmentNetworks networks, ComponentVolumes volumes, ExpiryVolumes expiry, IProcessInspector processes)
{
    /// <summary>The output that names a component's first container.</summary>
    public const string ContainerOutput = "container";

    /// <summary>Makes or adopts one container of a component, and lets it run.</summary>
    public async Task<FoundContainer> RunAsync(ContainerRecipe recipe, ComponentContext context, CancellationToken cancellationToken)
    {
        FoundContainer started = await launcher.RunAsync(recipe, found => found.RequireOwn(context), cancellationToken).ConfigureAwait(false);
        exits.ExpectNoMore(recipe.Name);
        return started;
    }

    /// <summary>Makes or adopts the container of a component that runs once, and waits until it has done its work. What is done is not done again.</summary>
    /// <exception cref="ProviderException">It has ended in another way than with exit code 0.</exception>
    public async Task RunOnceAsync(ContainerRecipe recipe, ComponentContext context, CancellationToken cancellationToken)
    {
        if (await containers.FindAsync(recipe.Name, cancellationToken).ConfigureAwait(false) is { } there && there.RequireOwn(context).IsDone)
        {
            return;
        }

        ComponentExit exit;
        try
        {
            await RunAsync(recipe, context, cancellationToken).ConfigureAwait(false);
            exit = await exits.WaitForExitAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What nobody waits for any more must not go on with its work, and one that ends itself when it is told to would count as done.
            if (await containers.FindAsync(recipe.Name, CancellationToken.None).ConfigureAwait(false) is { } left)
            {
                await containers.RemoveAsync(left.RequireOwn(context).Name, CancellationToken.None).ConfigureAwait(false);
            }

            throw;
        }

        if (await containers.FindAsync(recipe.Name, cancellationToken).ConfigureAwait(false) is not { IsDone: true })
        {
            throw new ProviderException($"{context.Component.Name} has not done its work, for which it runs once: {exit.Reason}.") { LastLogLines = exit.LastLogLines };
        }
    }

    public async Task<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> found = await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false);
        if (found.All(container => container.IsForsaken(processes)))
        {
            return ComponentPresence.Absent;
        }

        LaterExpiries later = await expiry.ReadAsync(cancellationToken).ConfigureAwait(false);
        OwnershipMarks? marks = found[0].Marks is { } born ? later.Of(born) : null;
        return found.FirstOrDefault(container => container is { IsRunning: false, IsDone: false }) is { } down
            ? ComponentPresence.NotRunning(marks, found.Count == 1 ? down.Detail : $"'{down.Name}': {down.Detail}")
            : ComponentPresence.Running(marks, found[0].IsDone ? "it has done its work" : found[0].Health);
    }

    /// <summary>Removes all containers of a component with their volumes, and the environment's network with its last one. Succeeds where there is none.</summary>
    public async Task DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> found = await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (FoundContainer container in found)
        {
            exits.Expect(container.RequireOwn(context).Name);
        }

        foreach (FoundContainer container in found)
        {
            await containers.RemoveAsync(container.Name, cancellationToken).ConfigureAwait(false);
        }

        await volumes.RemoveAsync(context, cancellationToken).ConfigureAwait(false);
        await expiry.RemoveAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
        await networks.RemoveUnusedAsync(context.EnvironmentId, cancellationToken).ConfigureAwait(false);
        foreach (FoundContainer container in found)
        {
            exits.ExpectNoMore(container.Name);
        }
    }

    /// <summary>Removes the containers of a component whose numbers are beyond the last replica.</summary>
    public async Task RemoveBeyondAsync(int last, ComponentContext context, CancellationToken cancellationToken)
    {
        HashSet<string> kept = [.. Enumerable.Range(1, last).Select(replica => ContainerLookup.NameOf(context, replica))];
        foreach (FoundContainer container in await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false))
        {
            if (!kept.Contains(container.Name))
            {
                exits.Expect(container.RequireOwn(context).Name);
                await containers.RemoveAsync(container.Name, cancellationToken).ConfigureAwait(false);
                exits.ExpectNoMore(container.Name);
            }
        }
    }

    public async Task StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> found = await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(found.Select(async container =>
        {
            exits.Expect(container.RequireOwn(context).Name);
            try
            {
                if (container.IsPaused)
                {
                    // A paused one hears nothing that it is told.
                    await containers.UnpauseAsync(container.Name, cancellationToken).ConfigureAwait(false);
                }

                await containers.StopAsync(container.Name, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                exits.ExpectNoMore(container.Name);
                throw;
            }
        })).ConfigureAwait(false);
    }

    /// <summary>Halts every container of a component. Succeeds where they are halted.</summary>
    public async Task PauseAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await lookup.RequireAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (FoundContainer container in await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false))
        {
            if (!container.RequireOwn(context).IsPaused)
            {
                await containers.PauseAsync(container.Name, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Lets every container of a component go on that is halted.</summary>
    public async Task UnpauseAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await lookup.RequireAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (FoundContainer container in await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false))
        {
            if (container.RequireOwn(context).IsPaused)
            {
                await containers.UnpauseAsync(container.Name, cancellationToken).ConfigureAwait(false);
            }
            else if (!container.IsRunning)
            {
                throw new ProviderException($"The container '{container.Name}' does not run: {container.Detail}. Restart its component.");
            }
        }
    }

    public async Task UpdateMarksAsync(ComponentContext context, string provider, CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false) is [{ } first, ..])
        {
            first.RequireOwn(context);
            await expiry.SetAsync(context.ExternalName, context.Marks, provider, cancellationToken).ConfigureAwait(false);
        }
    }
}
