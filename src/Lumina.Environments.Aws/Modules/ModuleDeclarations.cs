using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lumina.Environments.Aws;

/// <summary>What a module's folder declares, as far as texts tell it. Where it can't be told, more is declared and less is wanted than is so: what is found to be wrong is certainly wrong.</summary>
internal sealed partial class ModuleDeclarations
{
    private const string OutputBlock = "output";
    private const string VariableBlock = "variable";
    private const string Default = "default";

    private readonly HashSet<string> _outputs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> _optional = new(StringComparer.Ordinal);

    private ModuleDeclarations()
    {
    }

    public IReadOnlyCollection<string> Outputs => _outputs;

    public IReadOnlyCollection<string> Variables => _variables;

    /// <summary>Variables without a default, in order.</summary>
    public IEnumerable<string> RequiredVariables => _variables.Except(_optional).Order(StringComparer.Ordinal);

    /// <exception cref="IOException">A file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static ModuleDeclarations ReadFrom(string folder)
    {
        ModuleDeclarations found = new();
        foreach (string file in Files(folder, "*.tf", "*.tofu"))
        {
            found.Read(File.ReadAllText(file));
        }

        foreach (string file in Files(folder, "*.tf.json", "*.tofu.json"))
        {
            found.ReadJson(File.ReadAllBytes(file));
        }

        return found;
    }

    private static IEnumerable<string> Files(string folder, params IEnumerable<string> patterns) => patterns.SelectMany(pattern => Directory.GetFiles(folder, pattern));

    // An output in a comment does no harm; a variable there would be wanted and is none.
    private void Read(string text)
    {
        _outputs.UnionWith(Declaration().Matches(text).Where(found => found.Groups["block"].Value == OutputBlock).Select(NameOf));
        string code = NoCode().Replace(text, " ");
        Match[] variables = [.. Declaration().Matches(code).Where(found => found.Groups["block"].Value == VariableBlock)];
        for (int i = 0; i < variables.Length; i++)
        {
            string name = NameOf(variables[i]);
            _variables.Add(name);

            // Whatever follows it may be its own.
            int end = i + 1 < variables.Length ? variables[i + 1].Index : code.Length;
            if (code.AsSpan(variables[i].Index, end - variables[i].Index).Contains(Default, StringComparison.Ordinal))
            {
                _optional.Add(name);
            }
        }

        static string NameOf(Match found) => found.Groups["name"].Value;
    }

    private void ReadJson(byte[] text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            _outputs.UnionWith(BlocksOf(document.RootElement, OutputBlock).Select(output => output.Name));
            foreach (JsonProperty variable in BlocksOf(document.RootElement, VariableBlock))
            {
                _variables.Add(variable.Name);
                if (variable.Value.GetRawText().Contains(Default, StringComparison.Ordinal))
                {
                    _optional.Add(variable.Name);
                }
            }
        }
        catch (JsonException)
        {
            // Terraform says what is wrong with it.
        }
    }

    // Both forms that terraform reads: one object, or a list of objects.
    private static IEnumerable<JsonProperty> BlocksOf(JsonElement root, string block)
    {
        JsonElement blocks = root.Member(block) ?? default;
        IEnumerable<JsonElement> all = blocks.ValueKind == JsonValueKind.Array ? blocks.EnumerateArray() : [blocks];
        return all.Where(each => each.ValueKind == JsonValueKind.Object).SelectMany(each => each.EnumerateObject());
    }

    [GeneratedRegex("\\b(?<block>output|variable)\\s+\"?(?<name>[\\w-]+)\"?\\s*\\{", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Declaration();

    /// <summary>Comments, and texts of several lines.</summary>
    [GeneratedRegex("/\\*.*?\\*/|(#|//)[^\\n]*|<<[-~]?(?<end>\\w+)[^\\n]*\\n.*?\\n\\s*\\k<end>\\b", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex NoCode();
}
