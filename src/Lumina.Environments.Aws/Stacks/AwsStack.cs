using System.Collections.Immutable;
using System.Runtime.Versioning;
using Lumina.Environments.Batches;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>What one environment has on AWS: one configuration, made of its components' parts, and one state. One run at a time.</summary>
[SupportedOSPlatform("linux")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose.")]
internal sealed class AwsStack
{
    /// <summary>AWS lists the tags of what was made after a while.</summary>
    private static readonly TimeSpan ListingLag = TimeSpan.FromMinutes(2);

    private readonly AwsStackServices _services;
    private readonly EnvironmentId _id;
    private readonly AwsStackTurn _turn;

    /// <summary>ARNs that are listed still, and that terraform has looked at in vain.</summary>
    private ImmutableHashSet<string> _gone = [];

    /// <summary>What was made so shortly ago that it need not be listed.</summary>
    private ImmutableHashSet<string> _made = [];

    private long _changed;
    private bool _isDestroyed;
    private readonly BatchGate<AwsPart, ComponentOutputs> _applying;
    private readonly BatchGate<ComponentContext, bool> _stopping;
    private readonly BatchGate<ComponentContext, bool> _destroying;
    private readonly BatchGate<ComponentContext, ComponentPresence> _observing;
    private readonly BatchGate<ComponentContext, IReadOnlyList<ResourceDrift>> _comparing;

    public AwsStack(EnvironmentId id, AwsStackServices services)
    {
        (_id, _services) = (id, services);
        Record = new AwsStackRecord(id, services);
        _turn = new AwsStackTurn(services.Tools.DirectoryOf(id));
        _applying = new BatchGate<AwsPart, ComponentOutputs>(ApplyAsync, services.Time);
        _stopping = new BatchGate<ComponentContext, bool>(StopAsync, services.Time);
        _destroying = new BatchGate<ComponentContext, bool>(DestroyAsync, services.Time);
        _observing = new BatchGate<ComponentContext, ComponentPresence>(ObserveAsync, services.Time);
        _comparing = new BatchGate<ComponentContext, IReadOnlyList<ResourceDrift>>(DetectDriftAsync, services.Time);
    }

    /// <summary>The record of what was made.</summary>
    public AwsStackRecord Record { get; }

    /// <summary>Called when all of it was destroyed and is seen to be gone.</summary>
    public required Action OnEnd { get; init; }

    /// <summary>Makes a component, together with those that are made at once with it.</summary>
    public Task<ComponentOutputs> ApplyAsync(AwsPart part, CancellationToken cancellationToken) =>
        _applying.JoinAsync(part, part.Context.Together.Count, cancellationToken);

    /// <summary>Destroys a component, together with those that are destroyed at once with it.</summary>
    public Task DestroyAsync(ComponentContext context, CancellationToken cancellationToken) =>
        _destroying.JoinAsync(context, context.Together.Count, cancellationToken);

    /// <summary>Stops what a component runs, together with what is stopped at once with it. Succeeds where nothing of it can be stopped.</summary>
    public Task StopAsync(ComponentContext context, CancellationToken cancellationToken) =>
        _stopping.JoinAsync(context, context.Together.Count, cancellationToken);

    /// <summary>What is there of a component: what the state says and what bears its marks.</summary>
    public Task<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) =>
        _observing.JoinAsync(context, context.Together.Count, cancellationToken);

    /// <summary>How what is there of a component differs from what the state says, for all components in one run.</summary>
    public Task<IReadOnlyList<ResourceDrift>> DetectDriftAsync(ComponentContext context, CancellationToken cancellationToken) =>
        _comparing.JoinAsync(context, context.Together.Count, cancellationToken);

    /// <summary>Brings the context's expiry to the tags of everything.</summary>
    public Task UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken) => new AwsExpiry(_services, Record).UpdateAsync(
        context, () => ChangeAsync([context], "change the expiry in the tags", modulesOf: null, static _ => Task.FromResult<IReadOnlyCollection<TerraformAddress>?>([]), cancellationToken), cancellationToken);

    private async Task<Func<ComponentContext, bool>> StopAsync(IReadOnlyList<ComponentContext> contexts, CancellationToken cancellationToken)
    {
        string purpose = $"stop {string.Join(", ", contexts.Select(context => context.Component))}";
        try
        {
            await Record.RequireAsync(contexts[0], cancellationToken).ConfigureAwait(false);
            if (Record.FindWorkspace() is { } there && StoppableOf(there).Length == 0)
            {
                return static _ => true;
            }

            // What somebody else has deleted runs no more: the rest of it was stopped.
            await ChangeAsync(contexts, purpose, modulesOf: [], MarkStoppedAsync, cancellationToken).ConfigureAwait(false);
            return static _ => true;
        }
        catch (ProviderException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return AwsFailure.Once<ComponentContext, bool>(exception, AwsFailure.CulpritOf(exception, contexts, Record.FindWorkspace()));
        }

        // Of what it stops alone: whatever has become of a module, or of a table, machines are to stop.
        async Task<IReadOnlyCollection<TerraformAddress>?> MarkStoppedAsync(TerraformWorkspace workspace)
        {
            ComponentName[] running = StoppableOf(workspace);
            foreach (ComponentName component in running)
            {
                // One that has not come back to its size yet is to come back to that.
                int? size = AwsPower.SizeOf(workspace, component) ?? (AwsPower.IsStopped(workspace, component) ? null : await FindSizeAsync(workspace, component).ConfigureAwait(false));
                workspace.WritePart(AwsPower.FileNameOf(component), AwsPower.Part(component, AwsPower.Stopped, size));
            }

            return running.Length == 0 ? null : [.. running.SelectMany(component => workspace.ReadPartAddresses(AwsPart.FileNameOf(component)))];
        }

        ComponentName[] StoppableOf(TerraformWorkspace workspace) =>
            [.. contexts.Select(context => context.Component).Where(component => workspace.PartNames().Contains(AwsPower.FileNameOf(component), StringComparer.Ordinal))];

        async Task<int?> FindSizeAsync(TerraformWorkspace workspace, ComponentName component)
        {
            if (ScalingGroupSize.NameOf(AwsTeardown.KnownOf(workspace, component)) is not { } group)
            {
                return null;
            }

            AwsSession session = await _services.OpenSessionAsync(contexts[0].Location, cancellationToken).ConfigureAwait(false);
            return await new ScalingGroupSize(session.Api).FindAsync(group, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Changes something of what is there; <paramref name="change"/> says whether there is anything to apply, and to what; <paramref name="modulesOf"/> whose modules it concerns, null for everybody's.</summary>
    /// <returns>Whether all was changed; not where something of it is gone.</returns>
    private async Task<bool> ChangeAsync(IReadOnlyList<ComponentContext> contexts, string purpose, IReadOnlyCollection<ComponentName>? modulesOf, Func<TerraformWorkspace, Task<IReadOnlyCollection<TerraformAddress>?>> change, CancellationToken cancellationToken)
    {
        try
        {
            using IDisposable turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
            TerraformWorkspace workspace = await Record.OpenAsync(contexts[0], cancellationToken).ConfigureAwait(false);
            return await new AwsChange(_services, workspace).MakeAsync(contexts, purpose, modulesOf, change, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (AwsFailure.Explains(exception))
        {
            throw AwsFailure.Of(exception, purpose);
        }
    }

    private async Task<Func<ComponentContext, ComponentPresence>> ObserveAsync(IReadOnlyList<ComponentContext> contexts, CancellationToken cancellationToken)
    {
        AwsSession session = await _services.OpenSessionAsync(contexts[0].Location, cancellationToken).ConfigureAwait(false);
        ILookup<string?, AwsResource> found = (await _services.FindAsync(session, new AwsScope(_id.Value), cancellationToken).ConfigureAwait(false))
            .Where(resource => !resource.IsMadeByAnother && !_gone.Contains(resource.Arn))
            .ToLookup(resource => resource.Tags.GetValueOrDefault(OwnershipMarks.ComponentMark));
        if (found.Count == 0 && _isDestroyed)
        {
            OnEnd();
        }

        IReadOnlyList<AwsComplaint> complaints = await AwsHealth.AskAsync(session.Api, found.SelectMany(resources => resources), cancellationToken).ConfigureAwait(false);
        bool isBlind = !await Record.IsThereAsync(contexts[0], cancellationToken).ConfigureAwait(false);
        return context => new AwsPresence([.. found[context.Component.ToString()]], Record.KnownOf(context.Component)) { Complaints = complaints, JustMade = JustMade(), IsBlind = isBlind }.Judge(context);
    }

    private ImmutableHashSet<string> JustMade() => _services.Time.GetElapsedTime(_changed) > ListingLag ? [] : _made;

    private static IReadOnlySet<(string Address, string? Id)> Things(TerraformWorkspace workspace) =>
        (workspace.FindState()?.Instances ?? []).Select(instance => (instance.Address, instance.Attributes.Text("id"))).ToHashSet();

    private async Task<Func<ComponentContext, IReadOnlyList<ResourceDrift>>> DetectDriftAsync(IReadOnlyList<ComponentContext> contexts, CancellationToken cancellationToken)
    {
        try
        {
            using IDisposable turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
            if (!await Record.IsThereAsync(contexts[0], cancellationToken).ConfigureAwait(false))
            {
                throw new ProviderException("there is no record here of what was made; use the AwsOptions.StateDirectory in which it was made (or let machines share records by AwsOptions.StateCopies)");
            }

            TerraformWorkspace workspace = await Record.OpenAsync(contexts[0], cancellationToken).ConfigureAwait(false);
            ComponentName[] components = [.. contexts.Select(context => context.Component)];
            ComponentName[] modules = [.. components.Where(component => component.Kind == TerraformModuleSpec.KindName)];
            TerraformException? unread = null;
            AwsDrift drift;
            try
            {
                drift = await CompareAsync(workspace, components, cancellationToken).ConfigureAwait(false);
            }
            catch (TerraformException exception) when (!cancellationToken.IsCancellationRequested && exception.Command is "init" or "plan" && modules.Length > 0 && modules.Length < components.Length)
            {
                // Of modules that can't be read any more the others know nothing.
                unread = exception;
                drift = await CompareAsync(workspace, [.. components.Except(modules)], cancellationToken).ConfigureAwait(false);
            }

            AwsSession session = await _services.OpenSessionAsync(contexts[0].Location, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<AwsResource> found = await _services.FindAsync(session, new AwsScope(_id.Value), cancellationToken).ConfigureAwait(false);
            ILookup<ComponentName, ResourceDrift> added = AwsAdditions.Find(found, workspace.FindState()?.Instances ?? [], components).ToLookup(drift => drift.Component);
            return context => unread is not null && modules.Contains(context.Component)
                ? throw AwsFailure.Of(unread, $"compare {context.Component} with what was made")
                : [.. drift.Of(context.Component), .. added[context.Component]];
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && AwsFailure.Explains(exception))
        {
            throw AwsFailure.Of(exception, $"compare {string.Join(", ", contexts.Select(context => context.Component))} with what was made");
        }
    }

    private async Task<AwsDrift> CompareAsync(TerraformWorkspace workspace, ComponentName[] components, CancellationToken cancellationToken)
    {
        TerraformRun run = await _services.Tools.PrepareAsync(workspace, components, onEvent: null, cancellationToken).ConfigureAwait(false);
        return await AwsDrift.FindAsync(run, workspace, components, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Func<AwsPart, ComponentOutputs>> ApplyAsync(IReadOnlyList<AwsPart> parts, CancellationToken cancellationToken)
    {
        try
        {
            using IDisposable turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
            TerraformWorkspace workspace = await Record.OpenAsync(parts[0].Context, cancellationToken).ConfigureAwait(false);
            (_gone, _isDestroyed) = ([], false);
            IReadOnlySet<(string Address, string? Id)> before = Things(workspace);
            try
            {
                return await new AwsBuild(_services, workspace).MakeAsync(parts, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _made = JustMade().Union(Things(workspace).Except(before).Select(thing => thing.Address));
                _changed = _services.Time.GetTimestamp();
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && AwsFailure.Explains(exception))
        {
            return AwsFailure.Once<AwsPart, ComponentOutputs>(AwsFailure.Of(exception, $"make {string.Join(", ", parts.Select(part => part.Name))}"), parts[0]);
        }
    }

    private async Task<Func<ComponentContext, bool>> DestroyAsync(IReadOnlyList<ComponentContext> contexts, CancellationToken cancellationToken)
    {
        try
        {
            using IDisposable turn = await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
            AwsSession session = await _services.OpenSessionAsync(contexts[0].Location, cancellationToken).ConfigureAwait(false);
            if (!await Record.IsThereAsync(contexts[0], cancellationToken).ConfigureAwait(false))
            {
                // The record is lost, or on another machine: what bears the environment's marks goes as a whole, since its parts need each other.
                AwsSweep sweep = await _services.DestroyUnknownAsync(session, _id, contexts, cancellationToken).ConfigureAwait(false);
                _gone = [.. sweep.Gone.Select(resource => resource.Arn)];
                _isDestroyed = sweep.IsComplete;
                return AnswerOf(sweep, contexts);
            }

            TerraformWorkspace workspace = await Record.OpenAsync(contexts[0], cancellationToken).ConfigureAwait(false);
            await new AwsTeardown(_services, workspace).DestroyAsync(contexts, cancellationToken).ConfigureAwait(false);
            _isDestroyed = Record.FindWorkspace() is null;
            return static _ => true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && AwsFailure.Explains(exception))
        {
            string tried = $"destroy {string.Join(", ", contexts.Select(context => context.Component))}";
            if (exception is not TerraformException failed)
            {
                return AwsFailure.Once<ComponentContext, bool>(AwsFailure.OfDestroying(exception, tried), contexts[0]);
            }

            // What is gone all the same is not left: the run's failure is the others'.
            Func<ComponentContext, ProviderException> failures = AwsFailure.OfDestroyingEach(failed, contexts, Record.FindWorkspace(), tried);
            HashSet<ComponentName> left = [.. contexts.Select(context => context.Component).Where(component => Record.FindWorkspace() is null || Record.KnownOf(component).Length > 0)];
            return context => left.Contains(context.Component) || left.Count == 0 ? throw failures(context) : true;
        }
    }

    /// <summary>Whoever has something left is told so, and what is of none of those who ask, the first of them.</summary>
    private static Func<ComponentContext, bool> AnswerOf(AwsSweep sweep, IReadOnlyList<ComponentContext> contexts)
    {
        HashSet<string> asked = [.. contexts.Select(context => context.Component.ToString())];
        ILookup<string, AwsResource> left = sweep.Unknown.Concat(sweep.Refused).ToLookup(
            resource => resource.Tags.GetValueOrDefault(OwnershipMarks.ComponentMark) is { } component && asked.Contains(component) ? component : contexts[0].Component.ToString(),
            StringComparer.Ordinal);
        return context => left.Contains(context.Component.ToString())
            ? throw new ProviderException($"there is no record of what was made, and what bears its tags no more, or is of a type that is not known here, was left: {AwsPresence.Name(left[context.Component.ToString()].Select(resource => resource.ToString()))}. Remove that by hand first")
            : true;
    }
}
