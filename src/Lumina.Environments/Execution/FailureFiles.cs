using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Copies out of the components of an environment that could not be made the files that their specs name (<see cref="ContainerSettings.CopyOnFailure"/>), before they are taken away. What cannot be copied is a note in the error and never in its way.</summary>
internal sealed class FailureFiles(ProviderRegistry providers, ComponentContexts contexts, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    // Long enough for what is worth a look, short enough not to hold an error back.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    /// <returns>What was copied, to where, and what was not: a line each; none where no spec names files.</returns>
    public async Task<IReadOnlyList<string>> CopyAsync(Operation operation)
    {
        List<Task<IEnumerable<string>>> copies = [];
        foreach (ComponentSnapshot component in operation.Snapshot.Components.Where(component => component.MayExist))
        {
            if (operation.Session.Specs.GetValueOrDefault(component.Name) is ServiceSpec { Container.CopyOnFailure: { Count: > 0 } paths })
            {
                copies.Add(CopyAsync(operation, component, paths));
            }
        }

        IEnumerable<string>[] lines = await Task.WhenAll(copies).ConfigureAwait(false);
        return [.. lines.SelectMany(each => each).Select(operation.Session.Redactor.Redact)];
    }

    private async Task<IEnumerable<string>> CopyAsync(Operation operation, ComponentSnapshot component, IReadOnlyList<string> paths)
    {
        if (providers.Find(component.Name.Kind, component.Provider)?.Provider is not IFileProvider provider)
        {
            return [$"{component.Name}: its provider '{component.Provider}' copies no files"];
        }

        if (options.Value.FailureFilesDirectory is not { } directory)
        {
            return [$"{component.Name}: its files were not copied, since {nameof(EnvironmentManagerOptions)}.{nameof(EnvironmentManagerOptions.FailureFilesDirectory)} does not say where they go"];
        }

        FailureFolder? folder = null;
        try
        {
            folder = new FailureFolder(Path.Combine(directory, $"{operation.Snapshot.Name}-{operation.Session.Id}", "files", component.Name.Name), operation.Session.Redactor);
            ComponentContext context = contexts.Create(operation.Session, component);
            using CancellationTokenSource bound = new(Bound, timeProvider);
            await Task.Run(() => CopyAsync(provider, context, paths, folder, bound.Token), CancellationToken.None).WaitAsync(Bound, timeProvider, CancellationToken.None).ConfigureAwait(false);
            return folder.Describe().Select(line => $"{component.Name}: {line}");
        }
        catch (Exception exception)
        {
            // This is on the way to an error; whatever it is, its own failure must not take that one's place.
            string note = exception is TimeoutException or OperationCanceledException ? $"not all was copied within {Durations.Text(Bound)}" : $"its files were not copied: {exception.Message}";
            return (folder?.Describe() ?? []).Append(note).Select(line => $"{component.Name}: {line}");
        }
    }

    private static async Task CopyAsync(IFileProvider provider, ComponentContext context, IReadOnlyList<string> paths, FailureFolder folder, CancellationToken cancellationToken)
    {
        foreach (string path in paths)
        {
            try
            {
                await folder.AddAsync(provider.ReadFilesAsync(context, path, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // As above; and what other paths name may still be copied.
                folder.Note($"'{path}' was not copied: {exception.Message}");
            }
        }
    }
}
