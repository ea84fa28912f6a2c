using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lumina.Environments.Kubernetes;

/// <summary>Reads documents of YAML, which JSON is too, as kubectl does: anchors and merges are carried out, words are typed as in YAML 1.1.</summary>
internal static class YamlReader
{
    private const string MergeKey = "<<";

    /// <summary>The documents with the line at which each begins; empty ones are left out.</summary>
    /// <exception cref="YamlException">It is no YAML; says where.</exception>
    public static IReadOnlyList<(JsonNode Content, long Line)> Read(string text)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => (Content: Convert(document.RootNode), document.RootNode.Start.Line)).Where(each => each.Content is not null).Select(each => (each.Content!, each.Line))];
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => Convert(mapping),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode scalar => YamlScalar.Convert(scalar),
        _ => throw new YamlException(node.Start, node.End, "it is neither a mapping nor a list nor a value"),
    };

    private static JsonObject Convert(YamlMappingNode mapping)
    {
        JsonObject result = [];
        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            string name = (key as YamlScalarNode)?.Value ?? throw new YamlException(key.Start, key.End, "a name is no text");
            if (name != MergeKey)
            {
                result[name] = Convert(value);
            }
        }

        // What is written out wins; of several that are merged, the first.
        IEnumerable<YamlNode> merged = mapping.Children.Where(child => child.Key is YamlScalarNode { Value: MergeKey }).SelectMany(child => child.Value is YamlSequenceNode several ? several.Children : [child.Value]);
        foreach (YamlNode source in merged)
        {
            JsonObject members = source is YamlMappingNode inner ? Convert(inner) : throw new YamlException(source.Start, source.End, "what is merged is no mapping");
            foreach ((string name, JsonNode? value) in members.Where(member => !result.ContainsKey(member.Key)))
            {
                result[name] = value?.DeepClone();
            }
        }

        return result;
    }
}
