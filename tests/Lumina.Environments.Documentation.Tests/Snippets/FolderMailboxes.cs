using System.Runtime.CompilerServices;
using System.Text.Json;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Documentation.Tests.Snippets;

// snippet: mailbox-provider
public sealed class FolderMailboxes(string root) : IComponentProvider<MailboxSpec>
{
    private const string MarksFile = ".lumina";

    public string Name => "folders";

    public string? WhyNot(MailboxSpec spec) => null;

    public ComponentPlacement Place(MailboxSpec spec) => new() { OutlivesProcess = true };

    public async ValueTask<ComponentOutputs> ProvisionAsync(MailboxSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(root, context.ExternalName);
        if (!Directory.Exists(folder))
        {
            // It gets its marks before it gets its name, so that it never exists without them.
            string unnamed = Path.Combine(root, $".{context.ExternalName}.{Path.GetRandomFileName()}");
            Directory.CreateDirectory(unnamed);
            string marks = JsonSerializer.Serialize(context.Marks.ToDictionary());
            await File.WriteAllTextAsync(Path.Combine(unnamed, MarksFile), marks, cancellationToken);
            try
            {
                Directory.Move(unnamed, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                Directory.Delete(unnamed, recursive: true); // another call was quicker
            }
        }

        await RefuseForeignAsync(folder, context, cancellationToken);
        return ComponentOutputs.Empty.With("path", folder);
    }

    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(root, context.ExternalName);
        return Directory.Exists(folder) ? ComponentPresence.Running(await ReadMarksAsync(folder, cancellationToken)) : ComponentPresence.Absent;
    }

    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(root, context.ExternalName);
        await RefuseForeignAsync(folder, context, cancellationToken);
        foreach (string found in Directory.GetDirectories(root, $".{context.ExternalName}.*").Append(folder).Where(Directory.Exists))
        {
            // Whoever renames it deletes it: nobody sees half of it.
            string doomed = Path.Combine(root, $".{context.ExternalName}.{Path.GetRandomFileName()}");
            try
            {
                Directory.Move(found, doomed);
                Directory.Delete(doomed, recursive: true);
            }
            catch (IOException) when (!Directory.Exists(doomed))
            {
                // Another call was quicker.
            }
        }
    }

    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What has no name yet is half made: destroying takes it away.
        foreach (string folder in Directory.GetDirectories(root).Where(folder => Path.GetFileName(folder)[0] != '.'))
        {
            if (await ReadMarksAsync(folder, cancellationToken) is { } marks && scope.Covers(marks))
            {
                yield return new FoundComponent(marks.Component, Path.GetFileName(folder), marks, ComponentLocation.Only);
            }
        }
    }

    private static async Task RefuseForeignAsync(string folder, ComponentContext context, CancellationToken cancellationToken)
    {
        if (await ReadMarksAsync(folder, cancellationToken) is { } marks && (marks.Installation, marks.EnvironmentId) != (context.Marks.Installation, context.EnvironmentId))
        {
            throw new ProviderException($"'{folder}' bears the marks of environment {marks.EnvironmentId} of installation '{marks.Installation}' and is left alone");
        }
    }

    private static async Task<OwnershipMarks?> ReadMarksAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            string marks = await File.ReadAllTextAsync(Path.Combine(folder, MarksFile), cancellationToken);
            return OwnershipMarks.FromDictionary(JsonSerializer.Deserialize<Dictionary<string, string>>(marks)!);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
// end snippet
