using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lumina.Environments.Aws;

/// <summary>The names of the outputs that a module's folder declares. More than there are, where a comment or a text looks like one: what is not found is certainly not there.</summary>
internal static partial class ModuleOutputs
{
    public static IReadOnlyCollection<string> FindIn(string folder) =>
    [
        .. Files(folder, "*.tf", "*.tofu").SelectMany(file => Declaration().Matches(File.ReadAllText(file))).Select(found => found.Groups["name"].Value),
        .. Files(folder, "*.tf.json", "*.tofu.json").SelectMany(ReadJson),
    ];

    private static IEnumerable<string> Files(string folder, params IEnumerable<string> patterns) => patterns.SelectMany(pattern => Directory.GetFiles(folder, pattern));

    // Both forms that terraform reads: one object, or a list of objects.
    private static IEnumerable<string> ReadJson(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement outputs = document.RootElement.Member("output") ?? default;
        IEnumerable<JsonElement> all = outputs.ValueKind == JsonValueKind.Array ? outputs.EnumerateArray() : [outputs];
        return [.. all.Where(each => each.ValueKind == JsonValueKind.Object).SelectMany(each => each.EnumerateObject()).Select(output => output.Name)];
    }

    [GeneratedRegex("\\boutput\\s+\"?(?<name>[\\w-]+)\"?\\s*\\{", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Declaration();
}
