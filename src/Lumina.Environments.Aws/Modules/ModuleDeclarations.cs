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
    private readonly HashSet<string> _certain = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _calls = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _rootBlocks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _optional = new(StringComparer.Ordinal);

    private bool _isOfTofu;

    private ModuleDeclarations()
    {
    }

    public IReadOnlyCollection<string> Outputs => _outputs;

    public IReadOnlyCollection<string> Variables => _variables;

    /// <summary>Variables without a default, in order.</summary>
    public IEnumerable<string> RequiredVariables => _isOfTofu ? [] : _certain.Except(_optional).Order(StringComparer.Ordinal);

    /// <summary>Blocks that terraform takes in the outermost module alone, or from us alone.</summary>
    public IReadOnlyCollection<string> RootBlocks => _rootBlocks;

    /// <summary>Why a file can't be read, where one can't: then nothing is known of what it declares.</summary>
    public string? Unreadable { get; private set; }

    /// <exception cref="IOException">A file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static ModuleDeclarations ReadFrom(string folder)
    {
        ModuleDeclarations found = new();
        // Which of its files count, the other product knows: then nothing is wanted.
        found._isOfTofu = Files(folder, "*.tofu", "*.tofu.json").Any();
        foreach (string file in Files(folder, "*.tf", "*.tofu"))
        {
            found.Read(File.ReadAllText(file));
        }

        foreach (string file in Files(folder, "*.tf.json", "*.tofu.json"))
        {
            found.ReadJson(file, File.ReadAllBytes(file));
        }

        return found;
    }

    /// <summary>The folders of this machine that the module calls as modules, as they are written: <c>./sub</c>. Files may be among them, and some may lack.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    private static IEnumerable<string> Files(string folder, params IEnumerable<string> patterns) => patterns
        .SelectMany(pattern => Directory.GetFiles(folder, pattern))
        .Where(file => !Path.GetFileName(file).StartsWith('.')); // terraform passes them over

    // A declaration in a comment does no harm, but for a variable that would be wanted: those are looked for again without comments, and
    // what looks like a default in either text is one, since what looks like a comment may be a text.
    private void Read(string text)
    {
        Match[] found = Declaration().Matches(text).ToArray();
        _outputs.UnionWith(found.Where(match => match.Groups["block"].Value == OutputBlock).Select(NameOf));
        _variables.UnionWith(found.Where(match => match.Groups["block"].Value == VariableBlock).Select(NameOf));
        NoteDefaults(text, found);

        string code = NoCode().Replace(text, " ");
        Match[] uncommented = Declaration().Matches(code).ToArray();
        NoteDefaults(code, uncommented);
        _outputs.UnionWith(uncommented.Where(match => match.Groups["block"].Value == OutputBlock).Select(NameOf));
        _calls.UnionWith(LocalSource().Matches(code).Select(match => match.Groups["folder"].Value));
        _rootBlocks.UnionWith(RootBlock().Matches(code).Select(match => match.Groups["block"].Value));
        string[] certain = [.. uncommented.Where(match => match.Groups["block"].Value == VariableBlock).Select(NameOf)];
        _variables.UnionWith(certain);
        _certain.UnionWith(certain);
    }

    private void NoteDefaults(string text, Match[] declarations)
    {
        Match[] variables = [.. declarations.Where(match => match.Groups["block"].Value == VariableBlock)];
        for (int i = 0; i < variables.Length; i++)
        {
            // Whatever follows it may be its own.
            int end = i + 1 < variables.Length ? variables[i + 1].Index : text.Length;
            if (text.AsSpan(variables[i].Index, end - variables[i].Index).Contains(Default, StringComparison.Ordinal))
            {
                _optional.Add(NameOf(variables[i]));
            }
        }
    }

    private static string NameOf(Match match) => match.Groups["name"].Value;

    private void ReadJson(string file, byte[] text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            _outputs.UnionWith(BlocksOf(document.RootElement, OutputBlock).Select(output => output.Name));
            _calls.UnionWith(BlocksOf(document.RootElement, "module").SelectMany(module => ObjectsOf(module.Value)).Select(module => module.Text("source")).OfType<string>().Where(ModuleConfiguration.IsFolder));
            _rootBlocks.UnionWith(BlocksOf(document.RootElement, "provider").Where(provider => provider.Value.GetRawText().Length > "{ }".Length).Select(_ => "provider"));
            if (document.RootElement.Member("import") is not null)
            {
                _rootBlocks.Add("import");
            }

            foreach (JsonProperty variable in BlocksOf(document.RootElement, VariableBlock))
            {
                _variables.Add(variable.Name);
                _certain.Add(variable.Name);
                if (variable.Value.GetRawText().Contains(Default, StringComparison.Ordinal))
                {
                    _optional.Add(variable.Name);
                }
            }
        }
        catch (JsonException exception)
        {
            Unreadable ??= $"the file '{file}' is no JSON: {exception.Message}";
        }
    }

    // Both forms that terraform reads: one object, or a list of objects.
    private static IEnumerable<JsonProperty> BlocksOf(JsonElement root, string block) => ObjectsOf(root.Member(block) ?? default).SelectMany(each => each.EnumerateObject());

    private static IEnumerable<JsonElement> ObjectsOf(JsonElement block) =>
        (block.ValueKind == JsonValueKind.Array ? block.EnumerateArray().AsEnumerable() : [block]).Where(each => each.ValueKind == JsonValueKind.Object);

    [GeneratedRegex("\\b(?<block>output|variable)\\s+\"?(?<name>[\\w-]+)\"?\\s*\\{", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Declaration();

    /// <summary>At the beginning of a line. An empty provider only says that there is one, as old modules do.</summary>
    [GeneratedRegex("^[ \\t]*(?<block>provider(?=\\s+\"?[\\w-]+\"?\\s*\\{(?!\\s*\\}))|import(?=\\s*\\{))", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex RootBlock();

    [GeneratedRegex("\\bsource[ \\t]*=[ \\t]*\"(?<folder>\\.{0,2}/[^\"$]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex LocalSource();

    /// <summary>Comments, and texts of several lines.</summary>
    [GeneratedRegex("/\\*.*?\\*/|(#|//)[^\\n]*|<<[-~]?(?<end>\\w+)[^\\n]*\\n.*?\\n\\s*\\k<end>\\b", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex NoCode();
}
