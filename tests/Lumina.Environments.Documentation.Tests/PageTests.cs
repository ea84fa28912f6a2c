namespace Lumina.Environments.Documentation.Tests;

[Trait("Category", "Documentation")]
public sealed class PageTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages.Select(Repository.Relative)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_code_block_is_compiled(string page)
    {
        IReadOnlyDictionary<string, string> snippets = SnippetRegions.ReadAll();

        IEnumerable<string> strangers = Markdown.CodeBlocks(Read(page), "csharp")
            .Where(block => !snippets.Values.Contains(block.Code, StringComparer.Ordinal))
            .Select(block => $"{page}:{block.Line}{Environment.NewLine}{block.Code}");

        strangers.Should().BeEmpty("a block of C# is the same, letter by letter, as a region '// snippet: name' of a compiled file in Snippets or in samples");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_somewhere(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;

        IEnumerable<string> broken = Markdown.LocalLinks(Read(page)).Where(target => !Path.Exists(Path.Combine(folder, target)));

        broken.Should().BeEmpty("{0} links to them", page);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_source_file_that_is_named_exists(string page)
    {
        string[] roots = [Repository.Root, Path.GetDirectoryName(Path.Combine(Repository.Root, page))!, Path.Combine(Repository.Root, "src", "Lumina.Environments")];

        IEnumerable<string> missing = Markdown.NamedSourceFiles(Read(page)).Where(file => !roots.Any(root => File.Exists(Path.Combine(root, file))));

        missing.Should().BeEmpty("{0} names them", page);
    }

    [Fact]
    public void Every_snippet_is_shown_somewhere()
    {
        HashSet<string> shown = [.. Repository.Pages.SelectMany(page => Markdown.CodeBlocks(File.ReadAllText(page), "csharp")).Select(block => block.Code)];

        IEnumerable<string> hidden = SnippetRegions.ReadAll().Where(snippet => !shown.Contains(snippet.Value)).Select(snippet => snippet.Key);

        hidden.Should().BeEmpty("a snippet that no page shows is dead");
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));
}
