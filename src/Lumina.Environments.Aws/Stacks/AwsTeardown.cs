using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Destroys components by their workspace.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AwsTeardown(AwsStackServices services, TerraformWorkspace workspace)
{
    /// <summary>Destroys components, and removes the workspace with the last of them.</summary>
    public async Task DestroyAsync(IReadOnlyList<ComponentContext> contexts, CancellationToken cancellationToken)
    {
        string[] names = [.. contexts.SelectMany(context => AwsPart.AllFileNamesOf(context.Component))];
        if (WasUsed())
        {
            await DestroyAsync(contexts, names, cancellationToken).ConfigureAwait(false);
        }

        Array.ForEach(names, workspace.RemovePart);
        services.Pool.Settle(contexts[0].EnvironmentId);
        if (AreLast(names))
        {
            await (workspace.RecordKeeper?.RemoveAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            workspace.Delete();
        }
    }

    /// <summary>What the state knows of a component.</summary>
    public static TerraformInstance[] KnownOf(TerraformWorkspace workspace, ComponentName component)
    {
        HashSet<TerraformAddress> own = [.. workspace.ReadPartAddresses(AwsPart.FileNameOf(component))];
        return [.. (workspace.FindState()?.Instances ?? []).Where(instance => own.Contains(TerraformAddress.RootOf(instance.Address)))];
    }

    /// <summary>What a change that failed has left of what was to go.</summary>
    public static IEnumerable<TerraformInstance> KnownOfNobody(TerraformWorkspace workspace)
    {
        HashSet<TerraformAddress> declared = [.. workspace.PartNames().SelectMany(workspace.ReadPartAddresses)];
        return (workspace.FindState()?.Instances ?? []).Where(instance => !declared.Contains(TerraformAddress.RootOf(instance.Address)));
    }

    private async Task DestroyAsync(IReadOnlyList<ComponentContext> contexts, string[] names, CancellationToken cancellationToken)
    {
        AwsProgress progress = AwsProgress.Of(workspace, contexts);
        foreach (ComponentContext context in contexts)
        {
            LetGoOfModules(context);
        }

        TerraformRun run = await services.Tools.PrepareAsync(workspace, [.. contexts.Select(context => context.Component)], progress.TellAsync, cancellationToken).ConfigureAwait(false);
        await services.SettleAsync(workspace, contexts[0], cancellationToken).ConfigureAwait(false);

        // Only now is it known what there is of others. What was made by modules that were let go of is nobody's here.
        TerraformAddress[] known = [.. contexts.SelectMany(context => KnownOf(workspace, context.Component)).Concat(KnownOfNobody(workspace)).Select(instance => TerraformAddress.RootOf(instance.Address)).Distinct()];
        bool isLast = AreLast(names);
        if (isLast ? run.ReadState() is { Instances.Count: > 0 } : known.Length > 0)
        {
            await run.DestroyAsync(isLast ? [] : known, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool AreLast(string[] names) => workspace.PartNames().Except(names, StringComparer.Ordinal).All(name => name == TerraformWorkspace.MainPart || HasNothing(name));

    /// <summary>Whether the state has nothing of a part: of a component that went when others could not, or of one that has nothing there.</summary>
    private bool HasNothing(string part)
    {
        HashSet<TerraformAddress> own = [.. workspace.ReadPartAddresses(part)];
        return !(workspace.FindState()?.Instances ?? []).Any(instance => own.Contains(TerraformAddress.RootOf(instance.Address)));
    }

    /// <summary>Whether terraform was ever run here, or may have been.</summary>
    private bool WasUsed() => workspace.ReadState() is not null || workspace.EventFiles().Count > 0 || workspace.Copies.Newest() is not null || workspace.ReadRun() is not null;

    /// <summary>A module's folder may be gone by now. What it made is destroyed by the state; of its part, only the provider is needed.</summary>
    private void LetGoOfModules(ComponentContext context)
    {
        string name = AwsPart.FileNameOf(context.Component);
        if (workspace.ReadPartAddresses(name).Any(address => address.Type == TerraformAddress.ModuleType))
        {
            workspace.WritePart(name, ModuleConfiguration.Provider(context, services.Options));
        }
    }
}
