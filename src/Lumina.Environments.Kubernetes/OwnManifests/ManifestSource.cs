using System.Text.Json.Nodes;
using YamlDotNet.Core;

namespace Lumina.Environments.Kubernetes;

/// <summary>Reads the manifests that a spec names: from a folder, or from what a program prints.</summary>
internal sealed class ManifestSource(KubernetesOptions options, TimeProvider time)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>All objects as they are written, lists taken apart.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="baseDirectory">The folder from which its paths resolve.</param>
    /// <param name="namespace">The namespace that a chart is told.</param>
    /// <param name="cluster">The cluster for which a chart is rendered.</param>
    /// <param name="resolve">Makes text of a value that a chart is given.</param>
    /// <param name="cancellationToken">Ends a program.</param>
    /// <exception cref="ManifestException">They can't be read.</exception>
    public async Task<IReadOnlyList<ManifestText>> ReadAsync(KubernetesManifestsSpec spec, string baseDirectory, string @namespace, KubernetesCluster cluster, Func<string, SettingValue, string> resolve, CancellationToken cancellationToken)
    {
        if (spec.Chart is { } chart)
        {
            HelmCommand command = HelmCommand.Of(chart, spec.Name, @namespace, baseDirectory, await ClusterCapabilities.ReadAsync(cluster, cancellationToken).ConfigureAwait(false), resolve);
            return Parse("helm's output", await new RenderingProgram("helm", options.HelmPath, time).RunAsync(command.Arguments, command.Input, nameof(options.HelmPath), cancellationToken).ConfigureAwait(false));
        }

        string directory = Path.GetFullPath(spec.Folder ?? spec.Kustomization!, Path.GetFullPath(baseDirectory));
        if (!Directory.Exists(directory))
        {
            throw new ManifestException($"The directory '{directory}' is not there.", "Correct the path: it is absolute, or relative to the base directory.");
        }

        return spec.Kustomization is not null
            ? Parse("kubectl's output", await new RenderingProgram("kubectl", options.KubectlPath, time).RunAsync(["kustomize", directory], "", nameof(options.KubectlPath), cancellationToken).ConfigureAwait(false))
            : await ReadFolderAsync(directory, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<ManifestText>> ReadFolderAsync(string directory, CancellationToken cancellationToken)
    {
        List<ManifestText> read = [];
        List<ManifestException> faults = [];
        foreach (string file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal))
        {
            try
            {
                read.AddRange(Parse(Path.GetRelativePath(directory, file), await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)));
            }
            catch (ManifestException exception)
            {
                faults.Add(exception);
            }
        }

        if (faults.Count > 0)
        {
            throw new ManifestException(string.Join(" ", faults.Select(fault => fault.Message)), faults[0].Fix);
        }

        return read.Count > 0 ? read : throw new ManifestException($"In '{directory}' there is no manifest.", $"Put files with the endings {string.Join(", ", Extensions)} there.");
    }

    private static IReadOnlyList<ManifestText> Parse(string from, string text)
    {
        try
        {
            return [.. YamlReader.Read(text).SelectMany(each => Flatten(each.Content).Select(item => new ManifestText($"{from}, line {each.Line}", item)))];
        }
        catch (YamlException exception)
        {
            throw new ManifestException($"{from}, line {exception.Start.Line}, column {exception.Start.Column} is no YAML: {exception.Message.TrimEnd('.')}.", "Correct it there.");
        }
        catch (InvalidOperationException)
        {
            // What the reader says of a bracket that is never closed.
            throw new ManifestException($"{from} is no YAML: a bracket or a quote in it is not closed.", "Correct it there.");
        }
    }

    private static IEnumerable<JsonNode> Flatten(JsonNode content) =>
        content.Text("kind") is { } kind && kind.EndsWith("List", StringComparison.Ordinal) && content.At("items") is JsonArray items ? items.OfType<JsonNode>() : [content];
}
