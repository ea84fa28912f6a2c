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
            string unnamed = Unnamed(context);
            Directory.CreateDirectory(unnamed);
            string marks = JsonSerializer.Serialize(context.Marks.ToDictionary());
            await File.WriteAllTextAsync(Path.Combine(unnamed, MarksFile), marks, cancellationToken);
            Directory.Move(unnamed, folder);
        }

        return ComponentOutputs.Empty.With("path", folder);
    }

    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(root, context.ExternalName);
        return Directory.Exists(folder)
            ? ComponentPresence.Running(await ReadMarksAsync(folder, cancellationToken))
            : Directory.Exists(Unnamed(context)) ? ComponentPresence.NotRunning(marks: null, "half made") : ComponentPresence.Absent;
    }

    public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        foreach (string folder in (string[])[Unnamed(context), Path.Combine(root, context.ExternalName)])
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string folder in Directory.EnumerateDirectories(root))
        {
            if (await ReadMarksAsync(folder, cancellationToken) is { } marks && scope.Covers(marks))
            {
                yield return new FoundComponent(marks.Component, Path.GetFileName(folder), marks, ComponentLocation.Only);
            }
        }
    }

    private string Unnamed(ComponentContext context) => Path.Combine(root, $".{context.ExternalName}");

    private static async Task<OwnershipMarks?> ReadMarksAsync(string folder, CancellationToken cancellationToken)
    {
        string file = Path.Combine(folder, MarksFile);
        return File.Exists(file)
            ? OwnershipMarks.FromDictionary(JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(file, cancellationToken))!)
            : null;
    }
}
// end snippet
