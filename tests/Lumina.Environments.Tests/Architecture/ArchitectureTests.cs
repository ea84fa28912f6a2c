using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lumina.Environments.Tests.Architecture;

/// <summary>The rules of the map: who may depend on whom. Folders are rooms and no namespaces, so the source is asked.</summary>
[Trait("Category", "Architecture")]
public sealed class ArchitectureTests
{
    private const int LongestFile = 400;

    private static readonly string[] PlatformVerbs = ["ProvisionAsync", "DestroyAsync", "ObserveAsync", "ListAsync", "StartAsync", "StopAsync", "ResetAsync", "ScaleAsync", "PauseAsync", "UnpauseAsync", "DetectDriftAsync", "AttachAsync", "PreviewAsync"];

    private static readonly CoreSource Core = CoreSource.Instance;

    /// <summary>Each room with the rooms that it may use. The root holds what callers see; queries are a part of that, wherever they are.</summary>
    public static TheoryData<string, string> Rooms => new()
    {
        { "State", "Specification" },
        { "Specification", "State" },
        { "Planning", "Specification State Providers Cost" },
        { "Providers", "Specification State Ownership Cost" },
        { "Ownership", "State Specification Providers Storage" },
        { "Journal", "State Specification Storage" },
        { "Storage", "State Specification Journal" },
        { "Cost", "State Specification Journal" },
        { "Health", "State Specification Journal Providers Ownership" },
        { "Lifetime", "State Specification Journal Ownership" },
        { "Diagnostics", "State Specification Planning Execution Cost" },
        { "Execution", "State Specification Planning Providers Ownership Journal Storage Diagnostics Health Cost" },
    };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_rooms_that_it_may(string room, string allowed)
    {
        string[] may = [room, .. allowed.Split(' ')];

        IEnumerable<string> trespasses = Core.Uses
            .Where(use => use.From == room && use.To is { Length: > 0 } && !may.Contains(use.To) && !IsRegistration(use) && use.Type != "EnvironmentQuery")
            .Select(use => $"{use.File} uses {use.To}/{use.Type}").Distinct();

        trespasses.Should().BeEmpty();
    }

    [Theory]
    [InlineData("State", "")]
    [InlineData("Specification", "")]
    [InlineData("Planning", "")]
    [InlineData("Providers", "")]
    [InlineData("Cost", "EnvironmentManagerOptions")]
    [InlineData("Health", "IEnvironmentManager IActingManager EnvironmentManagerOptions EnvironmentOutputs")]
    [InlineData("Lifetime", "IEnvironmentManager IActingManager EnvironmentManagerOptions")]
    public void A_room_reaches_the_manager_only_by_its_contract(string room, string allowed)
    {
        string[] may = allowed.Split(' ');

        IEnumerable<string> trespasses = Core.Uses
            .Where(use => use.From == room && use.To == "" && !may.Contains(use.Type) && !use.Type.EndsWith("Exception", StringComparison.Ordinal))
            .Select(use => $"{use.File} uses {use.Type}").Distinct();

        trespasses.Should().BeEmpty();
    }

    [Fact]
    public void Only_execution_and_the_guard_ask_a_platform_for_anything()
    {
        IEnumerable<string> askers = Core.Uses
            .Where(use => use.To == "Providers" && use.Method is not null && PlatformVerbs.Contains(use.Method) && use.From is not ("Execution" or "Ownership" or "Providers"))
            .Select(use => $"{use.File} calls {use.Type}.{use.Method}").Distinct();

        askers.Should().BeEmpty();
    }

    [Fact]
    public void Planning_knows_no_clock_no_store_and_no_waiting()
    {
        IEnumerable<string> impure = Core.Uses
            .Where(use => use.From == "Planning" && (use.Type is "TimeProvider" or "DateTimeOffset" or "DateTime" or "Task" or "ValueTask" or "File" or "Directory" or "Random" or "IRandomSource" or "IEnvironmentStore"))
            .Select(use => $"{use.File} uses {use.Type}").Distinct();

        impure.Should().BeEmpty();
    }

    [Fact]
    public void Only_the_journal_folds_and_only_the_journal_commits()
    {
        IEnumerable<string> others = Core.Uses
            .Where(use => (use is { Type: "SnapshotFold" } && use.From != "Journal") || (use is { Type: "IEnvironmentStore", Method: "CommitAsync" } && use.From is not ("Journal" or "Storage")))
            .Select(use => $"{use.File} uses {use.Type}").Distinct();

        others.Should().BeEmpty();
    }

    [Fact]
    public void A_file_holds_one_public_type_or_one_family()
    {
        IEnumerable<string> crowded = Core.Types
            .Where(declared => declared.Type.Modifiers.Any(SyntaxKind.PublicKeyword) && declared.Type.Parent is not BaseTypeDeclarationSyntax)
            .GroupBy(declared => declared.File)
            .Where(file => file.Count() > 1 && file.Select(declared => Family(Core.Symbol(declared.Type))).Distinct().Count() > 1)
            .Select(file => $"{file.Key}: {string.Join(", ", file.Select(declared => declared.Type.Identifier.Text))}");

        crowded.Should().BeEmpty();
    }

    [Fact]
    public void No_file_is_longer_than_a_reader_can_hold()
    {
        Core.Files.Where(file => File.ReadLines(file).Count() > LongestFile).Should().BeEmpty();
    }

    [Fact]
    public void Names_say_what_a_thing_is()
    {
        Core.Types.Select(declared => declared.Type.Identifier.Text)
            .Where(name => name.Contains("Util", StringComparison.Ordinal) || name.EndsWith("Helper", StringComparison.Ordinal) || name.EndsWith("Helpers", StringComparison.Ordinal)
                || name.EndsWith("Impl", StringComparison.Ordinal) || name.EndsWith("Info", StringComparison.Ordinal) || char.IsAsciiDigit(name[^1]) && name != "CrockfordBase32")
            .Should().BeEmpty();
    }

    [Fact]
    public void Adapters_depend_on_the_core_alone_and_those_that_bring_database_servers_on_data_too()
    {
        foreach (string project in Directory.EnumerateFiles(Path.Combine(Core.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            string name = Path.GetFileNameWithoutExtension(project);
            string[] may = name switch
            {
                "Lumina.Environments" => [],
                "Lumina.Environments.Local" or "Lumina.Environments.Docker" or "Lumina.Environments.Kubernetes" => ["Lumina.Environments", "Lumina.Environments.Data", "Lumina.Environments.Local.Guardian"],
                _ => ["Lumina.Environments"],
            };
            IEnumerable<string> references = XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

            references.Except(may).Should().BeEmpty($"{name} is an adapter");
        }
    }

    [Fact]
    public void Test_names_are_sentences()
    {
        typeof(ArchitectureTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0)
            .Where(method => !method.Name.Contains('_', StringComparison.Ordinal) || !char.IsUpper(method.Name[0]))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .Should().BeEmpty();
    }

    // A feature brings its own extension of the builder: it is known by its file's name.
    private static bool IsRegistration(CoreSource.Use use) => use.Type == "EnvironmentsBuilder" && use.File.EndsWith("EnvironmentsBuilderExtensions.cs", StringComparison.Ordinal);

    // The topmost base that is the core's own: the members of a closed family share it.
    private static string Family(INamedTypeSymbol type)
    {
        INamedTypeSymbol family = type;
        while (family.BaseType is { SpecialType: SpecialType.None } parent && parent.DeclaringSyntaxReferences.Length > 0)
        {
            family = parent;
        }

        return family.OriginalDefinition.ToDisplayString();
    }
}
