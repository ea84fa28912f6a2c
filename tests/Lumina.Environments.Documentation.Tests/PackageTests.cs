using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Lumina.Environments.Documentation.Tests;

[Trait("Category", "Documentation")]
public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    public static TheoryData<string> Names => [.. PackedPackages.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_package_has_its_library_documentation_readme_and_licence(string name)
    {
        using ZipArchive package = packages.Open(name, "nupkg");

        package.Entries.Select(entry => entry.FullName).Should().Contain([$"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml", "README.md"]);
        XElement metadata = Metadata(package);
        Value(metadata, "readme").Should().Be("README.md");
        Value(metadata, "license").Should().Be("MIT");
        Value(metadata, "description").Should().NotBeNullOrWhiteSpace().And.NotBe("Package Description");
        Value(metadata, "projectUrl").Should().BeNull("there is no address to give");
    }

    [Theory]
    [InlineData("Lumina.Environments.Sqlite", "# The SQLite store")]
    [InlineData("Lumina.Environments.Local", "lumina-keep")]
    [InlineData("Lumina.Environments.Sqlite", "## Where to read on")]
    public void A_packages_own_page_comes_with_it(string name, string text)
    {
        using ZipArchive package = packages.Open(name, "nupkg");
        using StreamReader readme = new(package.GetEntry("README.md")!.Open());

        readme.ReadToEnd().Should().Contain(text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_package_has_its_symbols_beside_it(string name)
    {
        using ZipArchive symbols = packages.Open(name, "snupkg");

        symbols.Entries.Select(entry => entry.FullName).Should().Contain($"lib/net10.0/{name}.pdb");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_package_depends_on_the_lowest_versions_that_work_and_on_nothing_of_the_build(string name)
    {
        using ZipArchive package = packages.Open(name, "nupkg");
        IReadOnlyDictionary<string, string> floors = Floors();

        foreach (XElement dependency in Metadata(package).Descendants().Where(element => element.Name.LocalName == "dependency"))
        {
            string id = dependency.Attribute("id")!.Value;
            string version = dependency.Attribute("version")!.Value;
            bool ours = id.StartsWith("Lumina.Environments", StringComparison.Ordinal);
            version.Should().Be(ours ? packages.Version : floors.GetValueOrDefault(id), "{0} depends on {1}, whose floor is set among the packages' dependencies in Directory.Packages.props", name, id);
        }
    }

    [Fact]
    public void The_core_gives_no_consumer_of_the_first_net10_patch_a_downgrade()
    {
        foreach ((string id, string version) in Floors().Where(floor => floor.Key.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)))
        {
            version.Should().Be("10.0.0", "{0} must not force a consumer up", id);
        }
    }

    /// <summary>The versions in the first group of Directory.Packages.props: what packages depend on.</summary>
    private static Dictionary<string, string> Floors() =>
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Root!.Elements("ItemGroup").First().Elements("PackageVersion")
            .ToDictionary(element => element.Attribute("Include")!.Value, element => element.Attribute("Version")!.Value, StringComparer.Ordinal);

    private static XElement Metadata(ZipArchive package)
    {
        using Stream manifest = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(manifest).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    private static string? Value(XElement metadata, string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
}

/// <summary>All packages, packed once from what is built.</summary>
public sealed class PackedPackages : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lumina-packages-");

    public static IEnumerable<string> Names =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "Lumina.Environments*").Select(folder => Path.GetFileName(folder)).Where(IsPacked);

    public PackedPackages()
    {
        try
        {
            foreach (string name in Names)
            {
                Pack(Path.Combine(Repository.Root, "src", name));
            }
        }
        catch
        {
            // Nobody disposes what was not made.
            Dispose();
            throw;
        }

        Version = Path.GetFileNameWithoutExtension(_folder.EnumerateFiles("Lumina.Environments.InMemory.*.nupkg").Single().Name)["Lumina.Environments.InMemory.".Length..];
    }

    public string Version { get; }

    public ZipArchive Open(string name, string extension) => ZipFile.OpenRead(Path.Combine(_folder.FullName, $"{name}.{Version}.{extension}"));

    public void Dispose() => _folder.Delete(recursive: true);

    private static bool IsPacked(string name) =>
        !File.ReadAllText(Path.Combine(Repository.Root, "src", name, $"{name}.csproj")).Contains("<IsPackable>false</IsPackable>", StringComparison.Ordinal);

    private void Pack(string project)
    {
        ProcessStartInfo start = new("dotnet", ["pack", project, "--no-build", "--nologo", "-v", "q", "-c", Repository.Configuration, "-o", _folder.FullName, "-nodeReuse:false"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process pack = Process.Start(start)!;
        Task<string> errors = pack.StandardError.ReadToEndAsync();
        string output = pack.StandardOutput.ReadToEnd();
        pack.WaitForExit();
        if (pack.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet pack {project} failed:{Environment.NewLine}{output}{errors.GetAwaiter().GetResult()}");
        }
    }
}
