using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Makes components in their workspace.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AwsBuild(AwsStackServices services, TerraformWorkspace workspace)
{
    /// <summary>Makes components in one run.</summary>
    /// <returns>The outputs of each of them; throws for one that was not made whole.</returns>
    public async Task<Func<AwsPart, ComponentOutputs>> MakeAsync(IReadOnlyList<AwsPart> parts, CancellationToken cancellationToken)
    {
        foreach (AwsPart part in parts)
        {
            await ChooseBlockAsync(part, cancellationToken).ConfigureAwait(false);
            Write(part);
        }

        Dictionary<AwsPart, ProviderException> failures = [];
        HashSet<AwsPart> made = [.. parts.Where(part => part.Component.Configuration.ModuleAddresses.Any() && AwsTeardown.KnownOf(workspace, part.Name).Length > 0)];
        while (parts.Where(part => !failures.ContainsKey(part)).ToArray() is { Length: > 0 } left)
        {
            try
            {
                await MakeAsync(left, [.. left.Where(made.Contains)], failures, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (ModuleChangedException exception)
            {
                foreach (AwsPart part in left.Where(part => part.Component.Configuration.ModuleAddresses.Any(exception.Changes.Contains)))
                {
                    failures[part] = new ProviderException(exception.Of(part.Component.Configuration.ModuleAddresses.First(exception.Changes.Contains)), exception);
                }
            }
            catch (TerraformException exception) when (!cancellationToken.IsCancellationRequested && exception.Command is "init" or "plan" && ModuleCulprits.Of(exception, left, made, workspace) is { Length: > 0 } culprits)
            {
                // A module that is there already and can't be read any more keeps nobody else.
                Array.ForEach(culprits, part => failures[part] = new ProviderException($"the module was left as it was made, since it can't be read: {exception.Message}", exception));
            }
        }

        TerraformState? state = workspace.FindState();
        await RestoreSizesAsync(parts, failures, cancellationToken).ConfigureAwait(false);
        if (failures.Count == 0)
        {
            services.Pool.Settle(parts[0].Context.EnvironmentId);
        }

        return part => failures.TryGetValue(part, out ProviderException? failed) ? throw failed : part.Read(ReadValues(part, state!));
    }

    /// <summary>Makes them in one run of terraform.</summary>
    /// <param name="parts">The components.</param>
    /// <param name="made">Those of them that are modules, and have made something already.</param>
    /// <param name="failures">Gets those that were not made whole.</param>
    /// <param name="cancellationToken">Stops terraform.</param>
    private async Task MakeAsync(AwsPart[] parts, IReadOnlyCollection<AwsPart> made, Dictionary<AwsPart, ProviderException> failures, CancellationToken cancellationToken)
    {
        AwsProgress progress = new([.. parts.Select(part => (part.Context, (IEnumerable<TerraformAddress>)part.Addresses))]);
        TerraformRun run = await services.Tools.PrepareAsync(workspace, [.. parts.Select(part => part.Name)], progress.TellAsync, cancellationToken).ConfigureAwait(false);
        await services.SettleAsync(workspace, parts[0].Context, cancellationToken).ConfigureAwait(false);
        await StartDatabasesAsync(run, parts, cancellationToken).ConfigureAwait(false);
        TerraformException? failure = await ApplyAsync(run, parts, made, cancellationToken).ConfigureAwait(false);
        TerraformState? state = run.ReadState();
        if (failure is not null && AwsFailure.HasErrorOfNoResource(failure) && !parts.Any(part => AwsFailure.IsAbout(failure, part)))
        {
            throw failure;
        }

        if (failure is null && state is null)
        {
            throw new ProviderException("terraform left no state that can be read; look into the disk of AwsOptions.StateDirectory");
        }

        HashSet<TerraformAddress> pending = failure is null || made.Count == 0 ? [] : await FindPendingAsync(run, made, cancellationToken).ConfigureAwait(false);
        foreach (AwsPart part in failure is null ? [] : parts.Where(part => made.Contains(part) ? part.Component.Configuration.ModuleAddresses.Any(pending.Contains) : !IsWhole(part, state, failure)))
        {
            failures[part] = AwsFailure.Of(failure!, part);
        }
    }

    /// <summary>Of modules that have made something before, those of which a failed run has left something to do.</summary>
    private async Task<HashSet<TerraformAddress>> FindPendingAsync(TerraformRun run, IReadOnlyCollection<AwsPart> made, CancellationToken cancellationToken)
    {
        try
        {
            await run.PlanWithoutLookAsync(cancellationToken).ConfigureAwait(false);
            using JsonDocument plan = await run.ShowAsync(plan: true, cancellationToken).ConfigureAwait(false);
            return [.. new TerraformPlan(plan.RootElement).Resources.Where(change => change is { Module: not null, Action: not null }).Select(change => TerraformAddress.RootOf(change.Address))];
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && AwsFailure.Explains(exception))
        {
            // Nobody can tell.
            return [.. made.SelectMany(part => part.Component.Configuration.ModuleAddresses)];
        }
        finally
        {
            File.Delete(workspace.PlanFile); // it holds secrets
        }
    }

    private async Task ChooseBlockAsync(AwsPart part, CancellationToken cancellationToken)
    {
        if (!part.Component.HasChosenBlock)
        {
            return;
        }

        if (NetworkBlock.Find(workspace, part.Name) is { } chosen)
        {
            services.Pool.Keep(part.Context.EnvironmentId, chosen);
            return;
        }

        AwsSession session = await services.OpenSessionAsync(part.Context.Location, cancellationToken).ConfigureAwait(false);
        workspace.WritePart(NetworkBlock.FileNameOf(part.Name), NetworkBlock.Part(part.Name, await services.Pool.ChooseAsync(part.Context, session.Api, cancellationToken).ConfigureAwait(false)));
    }

    private void Write(AwsPart part)
    {
        if (part.Component.CanStop)
        {
            workspace.WritePart(AwsPower.FileNameOf(part.Name), AwsPower.Part(part.Name, AwsPower.Running(workspace, part.Name), AwsPower.SizeOf(workspace, part.Name)));
        }

        workspace.WritePart(AwsPart.FileNameOf(part.Name), part.Component.Configuration);
        if (part.Watching is { } watching)
        {
            workspace.WritePart(AwsPart.FileNameOf(watching.Name), watching.Configuration);
        }
    }

    /// <summary>Starts what was stopped before and is to run again, as far as terraform itself can't.</summary>
    private async Task StartDatabasesAsync(TerraformRun run, IReadOnlyList<AwsPart> parts, CancellationToken cancellationToken)
    {
        HashSet<TerraformAddress> started = [.. parts.Where(part => part.Component.CanStop && AwsPower.Running(workspace, part.Name) == AwsPower.Started).SelectMany(part => part.Addresses)];
        string[] identifiers =
        [
            .. (run.ReadState()?.Instances ?? []).Where(instance => instance.Type == RdsConfiguration.StateType && started.Contains(TerraformAddress.RootOf(instance.Address)))
                .Select(instance => instance.Attributes.Text("identifier")).OfType<string>(),
        ];
        if (identifiers.Length > 0)
        {
            AwsSession session = await services.OpenSessionAsync(parts[0].Context.Location, cancellationToken).ConfigureAwait(false);
            await new RdsStart(session.Api, services.Time).StartAsync(identifiers, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Has scaling groups that were stopped be as large as they were, where they were made whole. One that can't be so fails alone.</summary>
    private async Task RestoreSizesAsync(IReadOnlyList<AwsPart> parts, Dictionary<AwsPart, ProviderException> failures, CancellationToken cancellationToken)
    {
        foreach (AwsPart part in parts.Where(part => !failures.ContainsKey(part)))
        {
            if (AwsPower.SizeOf(workspace, part.Name) is not { } size || ScalingGroupSize.NameOf(AwsTeardown.KnownOf(workspace, part.Name)) is not { } group)
            {
                continue;
            }

            try
            {
                AwsSession session = await services.OpenSessionAsync(part.Context.Location, cancellationToken).ConfigureAwait(false);
                await new ScalingGroupSize(session.Api).RestoreAsync(group, size, cancellationToken).ConfigureAwait(false);
                workspace.WritePart(AwsPower.FileNameOf(part.Name), AwsPower.Part(part.Name, AwsPower.Running(workspace, part.Name)));
            }
            catch (AwsApiException exception)
            {
                failures[part] = AwsFailure.Of(exception, string.Create(CultureInfo.InvariantCulture, $"bring the scaling group '{group}' back to {size} machines"));
            }
        }
    }

    /// <returns>Why not all was made; null where it was.</returns>
    private async Task<TerraformException?> ApplyAsync(TerraformRun run, AwsPart[] parts, IReadOnlyCollection<AwsPart> made, CancellationToken cancellationToken)
    {
        bool areAll = workspace.PartNames().Except(parts.SelectMany(part => AwsPart.AllFileNamesOf(part.Name)), StringComparer.Ordinal).All(name => name == TerraformWorkspace.MainPart);
        for (bool isSecond = false; ; isSecond = true)
        {
            try
            {
                await ApplyOnceAsync(run, parts, made, areAll, cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (TerraformException exception) when (!cancellationToken.IsCancellationRequested && (exception.Command != "plan" || ModuleCulprits.Of(exception, parts, made, workspace).Length == 0))
            {
                // A call may be carried out and its answer lost: asked again, AWS says that there is such a thing already, or that there is none any more to be removed. It is ours, and the run can go on from it.
                if (isSecond || !await CanGoOnAsync(exception, parts[0].Context, cancellationToken).ConfigureAwait(false))
                {
                    return exception;
                }
            }
        }
    }

    /// <summary>Looks at what there is of these alone, and applies all. What somebody has deleted of other components is not made anew with them, empty and without a word: their health tells of it.</summary>
    private async Task ApplyOnceAsync(TerraformRun run, AwsPart[] parts, IReadOnlyCollection<AwsPart> made, bool areAll, CancellationToken cancellationToken)
    {
        if (!areAll)
        {
            await LookAsync(run, parts, cancellationToken).ConfigureAwait(false);
        }

        if (made.Count > 0)
        {
            await new ModuleGate(run, workspace).ApplyAsync(
                token => areAll ? run.PlanAsync(TerraformPlanMode.Normal, token) : run.PlanWithoutLookAsync(token),
                [.. made.SelectMany(part => part.Component.Configuration.ModuleAddresses)],
                ModuleGate.DestroysNothing,
                cancellationToken).ConfigureAwait(false);
            return;
        }

        await (areAll ? run.ApplyAsync(cancellationToken) : run.ApplyWithoutLookAsync([], cancellationToken)).ConfigureAwait(false);
    }

    private async Task LookAsync(TerraformRun run, AwsPart[] parts, CancellationToken cancellationToken)
    {
        TerraformAddress[] known = [.. parts.SelectMany(part => AwsTeardown.KnownOf(workspace, part.Name)).Concat(AwsTeardown.KnownOfNobody(workspace)).Select(instance => TerraformAddress.RootOf(instance.Address)).Distinct()];
        if (known.Length > 0)
        {
            await run.RefreshAsync(known, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what a failed run has made all the same into the state.</summary>
    /// <returns>Whether a second run may do what the first could not, and nothing is in doubt.</returns>
    private async Task<bool> CanGoOnAsync(TerraformException exception, ComponentContext context, CancellationToken cancellationToken)
    {
        try
        {
            // One that was not found may be listed later: a second run could make it twice.
            int doubts = TerraformRecovery.FindDoubts(workspace).Count;
            return doubts == 0 ? AwsFailure.IsDoneAlready(exception) : (await services.SettleAsync(workspace, context, cancellationToken).ConfigureAwait(false)).Count == doubts;
        }
        catch (Exception looking) when (looking is ProviderException || AwsFailure.Explains(looking))
        {
            // Why the run failed says more, and whoever takes back what it made looks again.
            return false;
        }
    }

    /// <summary>Whether all of a part was made, though the run failed. Of a module nobody can tell.</summary>
    private static bool IsWhole(AwsPart part, TerraformState? state, TerraformException exception)
    {
        HashSet<TerraformAddress> whole = [.. (state?.Instances ?? []).Where(instance => !instance.IsTainted).Select(instance => TerraformAddress.RootOf(instance.Address))];
        return !part.Component.Configuration.ModuleAddresses.Any()
            && part.Component.Configuration.Addresses.All(whole.Contains)
            && !exception.Errors.Any(error => error.Address is { } failed && part.Addresses.Contains(TerraformAddress.RootOf(failed)));
    }

    private static AwsValues ReadValues(AwsPart part, TerraformState state) => new(
        part.Component.Literals,
        part.Component.OutputNames.ToDictionary(name => name.Key, name => state.Outputs.TryGetValue(name.Value, out TerraformOutput? output) ? output.Value ?? default : default, StringComparer.Ordinal));
}
