using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lumina.Environments.Tests.Architecture;

/// <summary>The core's source, compiled in memory: which file uses what of which folder.</summary>
internal sealed class CoreSource
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private readonly CSharpCompilation _compilation;

    private CoreSource(string root)
    {
        Root = root;
        string core = Path.Combine(root, "src", "Lumina.Environments");
        Files = [.. SourceFiles(core)];
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != "Lumina.Environments")
            .Select(path => MetadataReference.CreateFromFile(path));
        _compilation = CSharpCompilation.Create(
            "core",
            [CSharpSyntaxTree.ParseText(Usings), .. Files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: Path.GetRelativePath(core, file)))],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Uses = [.. _compilation.SyntaxTrees.Skip(1).SelectMany(UsesOf)];
    }

    public static CoreSource Instance { get; } = new(FindRoot());

    public string Root { get; }

    public IReadOnlyList<string> Files { get; }

    /// <summary>Every use of a symbol, of the core's own or another's.</summary>
    public IReadOnlyList<Use> Uses { get; }

    public IEnumerable<(string File, BaseTypeDeclarationSyntax Type)> Types =>
        _compilation.SyntaxTrees.Skip(1).SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(type => (tree.FilePath, type)));

    public INamedTypeSymbol Symbol(BaseTypeDeclarationSyntax type) => _compilation.GetSemanticModel(type.SyntaxTree).GetDeclaredSymbol(type)!;

    public static IEnumerable<string> SourceFiles(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    private static string Folder(string path) => path.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path[..path.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal)] : "";

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Lumina.Environments.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"No Lumina.Environments.sln above {AppContext.BaseDirectory}.");
        }

        return folder;
    }

    private IEnumerable<Use> UsesOf(SyntaxTree tree)
    {
        SemanticModel model = _compilation.GetSemanticModel(tree);
        foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            ISymbol? symbol = model.GetSymbolInfo(name).Symbol;
            INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? (symbol is IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol ? symbol.ContainingType : null);
            if (type is not null)
            {
                string? declared = type.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath;
                yield return new Use(tree.FilePath, Folder(tree.FilePath), type.Name, declared is null ? null : Folder(declared), symbol is IMethodSymbol ? symbol.Name : null);
            }
        }
    }

    /// <summary>A use of a type or of one of its members.</summary>
    /// <param name="File">The file that uses it.</param>
    /// <param name="From">The file's folder; empty for the root.</param>
    /// <param name="Type">The type.</param>
    /// <param name="To">The folder that declares the type; null where it is not the core's.</param>
    /// <param name="Method">The method, where one is named.</param>
    internal sealed record Use(string File, string From, string Type, string? To, string? Method);
}
