using System.Globalization;
using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Reads what the containers of a component have written: lines and files.</summary>
internal sealed class ContainerReader(ContainerLookup lookup, ContainerLog log, ContainerFiles files)
{
    /// <summary>Reads the lines of all containers of the component; where there are several, with the number of each.</summary>
    public async IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> found = await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false);
        IAsyncEnumerable<string> lines = found.Count == 1
            ? log.ReadAsync(found[0].Name, tail, follow, cancellationToken)
            : MergedLines.ReadAsync([.. found.Select((container, index) => NumberedLines(container, index + 1))], cancellationToken);
        await foreach (string line in lines.ConfigureAwait(false))
        {
            yield return line;
        }

        Func<CancellationToken, IAsyncEnumerable<string>> NumberedLines(FoundContainer container, int number) =>
            token => log.ReadAsync(container.Name, tail, follow, token).Select(line => $"[{number}] {line}");
    }

    /// <summary>Whether every container of the component has written a line with a text since it was started last.</summary>
    public async Task<bool> HaveWrittenAsync(ComponentContext context, string text, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> found = await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (FoundContainer container in found)
        {
            if (!await log.HasWrittenAsync(container, text, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return found.Count > 0;
    }

    /// <summary>Reads files of all containers of the component; where there are several, with the number of each in front of their paths.</summary>
    public async IAsyncEnumerable<ComponentFile> ReadFilesAsync(ComponentContext context, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> found = await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < found.Count; i++)
        {
            string number = found.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{i + 1}");
            await foreach (ComponentFile file in files.ReadAsync(found[i].RequireOwn(context).Name, path, cancellationToken).ConfigureAwait(false))
            {
                yield return file with { Path = number + file.Path };
            }
        }
    }
}
