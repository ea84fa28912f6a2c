using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>What is the same for every component that is one container or several: looking, stopping, destroying, listing, logs.</summary>
/// <remarks>The first container goes by the component's external name, further ones (replicas) by that name and a number from 2.</remarks>
internal sealed class ContainerComponents(DockerEngine engine, EngineContainers containers, ContainerLauncher launcher, EnvironmentNetworks networks, ComponentVolumes volumes, ExpiryVolumes expiry, TimeProvider timeProvider)
{
    /// <summary>The output that names a component's first container.</summary>
    public const string ContainerOutput = "container";

    private const int LogTail = 50;
    private static readonly TimeSpan EngineRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>The names of containers that were stopped here, so that their end is no surprise.</summary>
    private readonly ConcurrentDictionary<string, bool> _stopped = new(StringComparer.Ordinal);
    private readonly ContainerFiles _files = new(engine);

    public ContainerLog Log { get; } = new(engine);

    /// <summary>The name of a component's container.</summary>
    /// <param name="context">The component.</param>
    /// <param name="replica">Which of them, from 1.</param>
    public static string NameOf(ComponentContext context, int replica = 1) => NameOf(context.ExternalName, replica);

    public static string NameOf(string first, int replica) => replica == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{first}-{replica}");

    /// <summary>Makes or adopts one container of a component, and lets it run.</summary>
    public async Task<FoundContainer> RunAsync(ContainerRecipe recipe, ComponentContext context, CancellationToken cancellationToken)
    {
        FoundContainer started = await launcher.RunAsync(recipe, found => found.RequireOwn(context), cancellationToken).ConfigureAwait(false);
        _stopped.TryRemove(recipe.Name, out _);
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
            exit = await WaitForExitAsync(context, cancellationToken).ConfigureAwait(false);
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

    /// <summary>The containers of a component, in the order of their numbers. They are found by their labels: somebody may have removed one between two others.</summary>
    public async Task<IReadOnlyList<FoundContainer>> FindAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        engine.RequireHere(context);
        IList<ContainerListResponse> listed = await containers.ListAsync($"{OwnershipMarks.EnvironmentMark}={context.EnvironmentId}", cancellationToken).ConfigureAwait(false);

        // The first one's name is looked at in any case: what has it without our marks is in the way.
        IEnumerable<string> names = listed.Where(container => IsOf(context, container)).Select(container => container.Names[0].TrimStart('/')).Append(context.ExternalName).Distinct(StringComparer.Ordinal);
        List<FoundContainer> found = [];
        foreach (string name in names.OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal))
        {
            if (await containers.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } container)
            {
                found.Add(container);
            }
        }

        return found;
    }

    /// <summary>The first container of a component.</summary>
    /// <exception cref="ProviderException">There is none, or it is somebody else's.</exception>
    public async Task<FoundContainer> RequireAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        engine.RequireHere(context);
        FoundContainer found = await containers.FindAsync(context.ExternalName, cancellationToken).ConfigureAwait(false)
            ?? throw new ProviderException($"There is no container '{context.ExternalName}' in the engine at {engine.Address}: {context.Component} was removed by somebody else, and what it had written with it. That cannot be mended: only a new environment has another.");
        return found.RequireOwn(context);
    }

    public async Task<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> found = await FindAsync(context, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
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
        IReadOnlyList<FoundContainer> found = await FindAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (FoundContainer container in found)
        {
            _stopped[container.RequireOwn(context).Name] = true;
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
            _stopped.TryRemove(container.Name, out _);
        }
    }

    /// <summary>Removes the containers of a component whose numbers are beyond the last replica.</summary>
    public async Task RemoveBeyondAsync(int last, ComponentContext context, CancellationToken cancellationToken)
    {
        HashSet<string> kept = [.. Enumerable.Range(1, last).Select(replica => NameOf(context, replica))];
        foreach (FoundContainer container in await FindAsync(context, cancellationToken).ConfigureAwait(false))
        {
            if (!kept.Contains(container.Name))
            {
                _stopped[container.RequireOwn(context).Name] = true;
                await containers.RemoveAsync(container.Name, cancellationToken).ConfigureAwait(false);
                _stopped.TryRemove(container.Name, out _);
            }
        }
    }

    public async Task StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> found = await FindAsync(context, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(found.Select(async container =>
        {
            _stopped[container.RequireOwn(context).Name] = true;
            if (container.IsPaused)
            {
                // A paused one hears nothing that it is told.
                await containers.UnpauseAsync(container.Name, cancellationToken).ConfigureAwait(false);
            }

            await containers.StopAsync(container.Name, cancellationToken).ConfigureAwait(false);
        })).ConfigureAwait(false);
    }

    /// <summary>Halts every container of a component. Succeeds where they are halted.</summary>
    public async Task PauseAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await RequireAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (FoundContainer container in await FindAsync(context, cancellationToken).ConfigureAwait(false))
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
        await RequireAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (FoundContainer container in await FindAsync(context, cancellationToken).ConfigureAwait(false))
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
        if (await FindAsync(context, cancellationToken).ConfigureAwait(false) is [{ } first, ..])
        {
            first.RequireOwn(context);
            await expiry.SetAsync(context.ExternalName, context.Marks, provider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lists the components of one provider by their labels.</summary>
    public async IAsyncEnumerable<FoundComponent> ListAsync(string provider, ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LaterExpiries later = await expiry.ReadAsync(cancellationToken).ConfigureAwait(false);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (ContainerListResponse container in await containers.ListAsync($"{ContainerLabels.Provider}={provider}", cancellationToken).ConfigureAwait(false))
        {
            if (ContainerLabels.ReadMarks(container.Labels) is { } marks && container.Labels[ContainerLabels.Role] == ContainerLabels.ComponentRole)
            {
                string name = ExternalName.For(marks.EnvironmentId, marks.Component);
                OwnershipMarks current = later.Of(marks);
                if (scope.Covers(current) && seen.Add(name))
                {
                    yield return new FoundComponent(marks.Component, name, current, engine.Location) { CreatedAt = new DateTimeOffset(container.Created.ToUniversalTime()) };
                }
            }
        }

        // Volumes are there before their container, and after one that somebody has removed.
        foreach (VolumeResponse volume in await volumes.ListAsync(provider, cancellationToken).ConfigureAwait(false))
        {
            if (ContainerLabels.ReadMarks(volume.Labels) is { } marks
                && ExternalName.For(marks.EnvironmentId, marks.Component) is var name
                && later.Of(marks) is var current
                && scope.Covers(current)
                && seen.Add(name))
            {
                yield return new FoundComponent(marks.Component, name, current, engine.Location) { CreatedAt = EngineVolumes.CreationOf(volume) };
            }
        }

        // A removal may have been cut short between the last container and what says when it expires.
        foreach (ExpiryNote note in later.Of(provider))
        {
            if (later.Of(note.Marks) is var current && scope.Covers(current) && seen.Add(note.For))
            {
                yield return new FoundComponent(current.Component, note.For, current, engine.Location) { CreatedAt = note.CreatedAt };
            }
        }
    }

    /// <summary>Completes when a container of the component has ended by itself; not when it was stopped from here.</summary>
    public async Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await FindExitAsync(context, cancellationToken).ConfigureAwait(false) is { } exit)
                {
                    return exit;
                }
            }
            catch (ProviderException exception) when (exception.IsTransient)
            {
                // An engine that restarts ends containers, and says so when it is back.
            }

            await Task.Delay(EngineRetry, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the lines of all containers of the component; where there are several, with the number of each.</summary>
    public async IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> found = await FindAsync(context, cancellationToken).ConfigureAwait(false);
        IAsyncEnumerable<string> lines = found.Count == 1
            ? Log.ReadAsync(found[0].Name, tail, follow, cancellationToken)
            : MergedLines.ReadAsync([.. found.Select((container, index) => NumberedLines(container, index + 1))], cancellationToken);
        await foreach (string line in lines.ConfigureAwait(false))
        {
            yield return line;
        }

        Func<CancellationToken, IAsyncEnumerable<string>> NumberedLines(FoundContainer container, int number) =>
            token => Log.ReadAsync(container.Name, tail, follow, token).Select(line => $"[{number}] {line}");
    }

    /// <summary>Whether every container of the component has written a line with a text since it was started last.</summary>
    public async Task<bool> HaveWrittenAsync(ComponentContext context, string text, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> found = await FindAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (FoundContainer container in found)
        {
            if (!await Log.HasWrittenAsync(container, text, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return found.Count > 0;
    }

    /// <summary>Reads files of all containers of the component; where there are several, with the number of each in front of their paths.</summary>
    public async IAsyncEnumerable<ComponentFile> ReadFilesAsync(ComponentContext context, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> found = await FindAsync(context, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < found.Count; i++)
        {
            string number = found.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{i + 1}");
            await foreach (ComponentFile file in _files.ReadAsync(found[i].RequireOwn(context).Name, path, cancellationToken).ConfigureAwait(false))
            {
                yield return file with { Path = number + file.Path };
            }
        }
    }

    /// <summary>Throws with the reason and the last lines where a container of the component ends by itself within a time.</summary>
    public async Task SettleAsync(ComponentContext context, TimeSpan time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<ComponentExit> exit = WaitForExitAsync(context, watching.Token);
        try
        {
            ComponentExit ended = await exit.WaitAsync(time, timeProvider, cancellationToken).ConfigureAwait(false);
            throw new ProviderException($"{ended.Reason} as soon as it was started.") { LastLogLines = ended.LastLogLines };
        }
        catch (TimeoutException)
        {
            await watching.CancelAsync().ConfigureAwait(false);
            await ((Task)exit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsOf(ComponentContext context, ContainerListResponse container) =>
        container.Names is { Count: > 0 }
        && container.Labels.TryGetValue(ContainerLabels.Role, out string? role) && role == ContainerLabels.ComponentRole
        && ContainerLabels.ReadMarks(container.Labels) is { } marks && marks.Installation == context.Marks.Installation && marks.Component == context.Component;

    /// <summary>Waits for the end of a container of the component, and looks whether it has ended for good; null where it has not, or the engine could not tell.</summary>
    private async Task<ComponentExit?> FindExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> running = await FindAsync(context, cancellationToken).ConfigureAwait(false);
        if (running.Count == 0 || await EndOfAsync(running, cancellationToken).ConfigureAwait(false) is not { } ended)
        {
            return null;
        }

        FoundContainer? now = await containers.FindAsync(ended.Name, cancellationToken).ConfigureAwait(false);
        if (now is { IsRunning: true } || _stopped.ContainsKey(ended.Name))
        {
            return null;
        }

        return now is null
            ? new ComponentExit($"the container '{ended.Name}' was removed by somebody else")
            : new ComponentExit($"the container '{ended.Name}' {now.EndReason}") { LastLogLines = await Log.LastLinesAsync(ended.Name, LogTail, cancellationToken).ConfigureAwait(false) };
    }

    private async Task<FoundContainer?> EndOfAsync(IReadOnlyList<FoundContainer> running, CancellationToken cancellationToken)
    {
        if (running.FirstOrDefault(container => !container.IsRunning && !container.IsPaused) is { } down)
        {
            return down;
        }

        using CancellationTokenSource others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<FoundContainer?>[] waits = [.. running.Select(container => EndOfAsync(container, others.Token))];
        try
        {
            return await (await Task.WhenAny(waits).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            await others.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Null where the engine could not be asked: it may be on its way down or up.</summary>
    private async Task<FoundContainer?> EndOfAsync(FoundContainer container, CancellationToken cancellationToken)
    {
        try
        {
            await engine.FindAsync($"Waiting for the end of the container '{container.Name}'", client => client.Containers.WaitContainerAsync(container.Id, cancellationToken), cancellationToken).ConfigureAwait(false);
            return container;
        }
        catch (ProviderException)
        {
            return null;
        }
    }
}
