using System.Reflection;

namespace Lumina.Environments.Documentation.Tests;

/// <summary>The repository that the tests are in.</summary>
internal static class Repository
{
    private const string Mark = "Lumina.Environments.sln";

    public static string Root { get; } = FindRoot();

    /// <summary>The configuration that these tests, and with them every package, were built in.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Configuration").Value!;

    /// <summary>The pages that people read: those at the root, in docs and in the projects' folders.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.md"),
        .. Below("docs", "*.md"),
        .. Below("src", "*.md"),
        .. Below("samples", "*.md"),
        .. Below("benchmarks", "*.md"),
    ];

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static IEnumerable<string> Below(string folder, string pattern)
    {
        string path = Path.Combine(Root, folder);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories).Where(file => !IsOutput(file))
            : [];
    }

    private static bool IsOutput(string file) =>
        Relative(file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "TestResults" or "BenchmarkDotNet.Artifacts");

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, Mark)))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds {Mark}.");
    }
}
