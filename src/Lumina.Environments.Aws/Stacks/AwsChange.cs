using System.Runtime.Versioning;
using System.Text.Json;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Changes something of what is there, in its workspace, and makes nothing anew that somebody else has deleted.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AwsChange(AwsStackServices services, TerraformWorkspace workspace)
{
    /// <summary>Changes it.</summary>
    /// <param name="contexts">Who is told of the progress.</param>
    /// <param name="purpose">What is tried, for messages.</param>
    /// <param name="modulesOf">Whose modules it concerns; null for everybody's.</param>
    /// <param name="change">Writes it, and says whether there is anything to apply, and to what: to all where it names nothing.</param>
    /// <param name="cancellationToken">Stops terraform.</param>
    /// <returns>Whether all was changed; not where nothing but what somebody else has deleted could not be.</returns>
    /// <exception cref="ProviderException">Something else could not be changed.</exception>
    public async Task<bool> MakeAsync(IReadOnlyList<ComponentContext> contexts, string purpose, IReadOnlyCollection<ComponentName>? modulesOf, Func<TerraformWorkspace, Task<IReadOnlyCollection<TerraformAddress>?>> change, CancellationToken cancellationToken)
    {
        TerraformRun run = await services.Tools.PrepareAsync(workspace, modulesOf, AwsProgress.Of(workspace, contexts).TellAsync, cancellationToken).ConfigureAwait(false);
        await services.SettleAsync(workspace, contexts[0], cancellationToken).ConfigureAwait(false);
        if (await change(workspace).ConfigureAwait(false) is not { } only)
        {
            return true;
        }

        try
        {
            TerraformAddress[] modules = only.Count > 0 ? [] : [.. workspace.PartNames().SelectMany(workspace.ReadPartAddresses).Where(address => address.Type == TerraformAddress.ModuleType)];
            await (modules.Length == 0 ? run.ApplyWithoutLookAsync(only, cancellationToken)
                : new ModuleGate(run, workspace).ApplyAsync(run.PlanWithoutLookAsync, modules, ModuleGate.ChangesTagsAlone, cancellationToken)).ConfigureAwait(false);
            return true;
        }
        catch (TerraformException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // AWS's words for what is gone may be any.
            TerraformInstance[] known = [.. run.ReadState()?.Instances ?? []];
            string[] deleted = await FindDeletedAsync(known, contexts[0], cancellationToken).ConfigureAwait(false);
            if (deleted.Length == 0)
            {
                throw;
            }

            string[] certain = await FindCertainlyGoneAsync(run, known, deleted, cancellationToken).ConfigureAwait(false);
            if (certain.Length == 0 || exception.Errors.Count == 0 || !exception.Errors.All(error => IsAbout(error, known, certain)))
            {
                throw new ProviderException($"terraform could not {purpose}: somebody else has deleted {AwsPresence.Name(deleted)}. Restart the component that it is of, alone, to make it anew, or terminate the environment; what else there is of it may have been changed already. Terraform said: {exception.Message}", exception);
            }

            return false;
        }
    }

    /// <summary>Those that terraform does not find under their identifiers either: what was just made is not listed by its tags yet.</summary>
    private async Task<string[]> FindCertainlyGoneAsync(TerraformRun run, TerraformInstance[] known, string[] deleted, CancellationToken cancellationToken)
    {
        ComponentName[] components =
        [
            .. known.Where(instance => deleted.Contains(instance.Address, StringComparer.Ordinal))
                .Select(instance => ComponentName.TryParse(instance.Attributes.Member("tags_all")?.Text(OwnershipMarks.ComponentMark), provider: null, out ComponentName component) ? component : default).Distinct(),
        ];
        AwsDrift drift = await AwsDrift.FindAsync(run, workspace, components, cancellationToken).ConfigureAwait(false);
        HashSet<string> gone = [.. components.SelectMany(drift.Of).Where(each => each.Kind == DriftKind.Removed).Select(each => each.Name)];
        return [.. known.Where(instance => deleted.Contains(instance.Address, StringComparer.Ordinal) && instance.Attributes.Text("id") is { } id && gone.Contains(id)).Select(instance => instance.Address)];
    }

    /// <summary>Whether an error is about something that was deleted, or about what tells the state of that by its identifier.</summary>
    private static bool IsAbout(TerraformDiagnostic error, TerraformInstance[] known, string[] deleted)
    {
        if (error.Address is not { } address || deleted.Contains(address, StringComparer.Ordinal))
        {
            return error.Address is not null;
        }

        // What tells the state of something bears its name, and is not in terraform's state before something was stopped for the first time.
        if (deleted.Any(gone => TerraformAddress.RootOf(gone).Name == TerraformAddress.RootOf(address).Name && TerraformAddress.RootOf(gone).Type != TerraformAddress.ModuleType))
        {
            return true;
        }

        HashSet<string> ids = [.. known.Where(instance => deleted.Contains(instance.Address, StringComparer.Ordinal)).SelectMany(instance => new[] { instance.Attributes.Text("id"), instance.Attributes.Text("identifier") }).OfType<string>()];
        return known.FirstOrDefault(instance => instance.Address == address) is { } telling && telling.Attributes.EnumerateObject().Any(attribute => attribute.Value.ValueKind == JsonValueKind.String && ids.Contains(attribute.Value.GetString()!));
    }

    private async Task<string[]> FindDeletedAsync(TerraformInstance[] known, ComponentContext context, CancellationToken cancellationToken)
    {
        AwsSession session = await services.OpenSessionAsync(context.Location, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AwsResource> found = await services.FindAsync(session, new AwsScope(context.EnvironmentId.Value), cancellationToken).ConfigureAwait(false);
        return [.. new AwsPresence([.. found.Where(resource => !resource.IsMadeByAnother)], known).Missing()];
    }
}
