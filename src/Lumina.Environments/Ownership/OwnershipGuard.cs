using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Destroys only what is ours, and proves that it is gone.</summary>
internal sealed class OwnershipGuard
{
    public async Task DestroyAsync(IComponentProvider provider, ComponentContext context, CancellationToken cancellationToken)
    {
        ComponentPresence before = await provider.ObserveRequiredAsync(context, cancellationToken).ConfigureAwait(false);
        if (before is { Exists: true, Marks: { } marks } && (marks.EnvironmentId != context.EnvironmentId || marks.Installation != context.Marks.Installation))
        {
            throw new ProviderException(
                $"'{context.ExternalName}' bears the marks of environment {marks.EnvironmentId} of installation '{marks.Installation}' (owner {marks.Owner}) and is left alone; remove it by hand if it is not wanted");
        }

        // A process that was paused, or an answer that was long on its way: what came of the step is recorded already, and nothing may begin after that.
        cancellationToken.ThrowIfCancellationRequested();

        // Even where nothing is seen: an attempt that was cut short may have left parts that only destroying knows.
        await provider.DestroyAsync(context, cancellationToken).ConfigureAwait(false);
        ComponentPresence after = await provider.ObserveRequiredAsync(context, cancellationToken).ConfigureAwait(false);
        if (after.Exists)
        {
            throw new ProviderException($"'{context.ExternalName}' is still there after it was destroyed{(after.Detail is null ? "" : $": {after.Detail}")}") { IsTransient = true };
        }
    }
}
