using System.Formats.Tar;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Reads files out of containers, whether they run or have ended. The engine hands them out as an archive.</summary>
internal sealed class ContainerFiles(DockerEngine engine)
{
    /// <summary>Reads a file, or all in and below a folder. What is neither a file nor a link is left out.</summary>
    /// <exception cref="ProviderException">There is no such path.</exception>
    public async IAsyncEnumerable<ComponentFile> ReadAsync(string name, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ContainerPathStatParameters parameters = new() { Path = path };
        ContainerArchiveResponse archive = await engine.FindAsync(
            $"Reading '{path}' of the container '{name}'",
            client => client.Containers.GetArchiveFromContainerAsync(name, parameters, statOnly: false, cancellationToken),
            cancellationToken).ConfigureAwait(false) ?? throw new ProviderException($"the container '{name}' has nothing there");

        // Names in the archive begin with the last part of the path.
        int last = path.TrimEnd('/').LastIndexOf('/');
        string parent = last > 0 ? path[..last] : "";
        Stream response = archive.Stream ?? throw new ProviderException($"the engine hands out nothing of '{path}' of the container '{name}'");

        // The client's stream refuses to be read once more after its end, which a reader of archives does.
        Stream content = PipeReader.Create(response).AsStream();
        await using (content.ConfigureAwait(false))
        {
            TarReader reader = new(content);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.GetNextEntryAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                    {
                        yield return new ComponentFile($"{parent}/{entry.Name}", entry.DataStream ?? Stream.Null);
                    }
                    else if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                    {
                        // The target of a hard link is a name in the archive, that of a symbolic one is what is written in it.
                        string target = entry.EntryType == TarEntryType.HardLink ? $"{parent}/{entry.LinkName}" : entry.LinkName;
                        yield return new ComponentFile($"{parent}/{entry.Name}", Stream.Null) { LinkTarget = target };
                    }
                }
            }
        }
    }
}
