using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace Lumina.Environments.Tests.Specification;

/// <summary>A new member of a spec that is forgotten in its JSON would be lost in every journal: these tests meet it first.</summary>
[Trait("Category", "Creation")]
public sealed class SpecificationCoverageTests
{
    // Members that JSON has under another name or in another place.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["ImageSource.Name"] = "image",
        ["DockerfileSource.Path"] = "dockerfile",
        ["ProjectSource.Path"] = "project",
        ["CommandSource.Program"] = "command",
        ["ExternalSource.Address"] = "external",
        ["SqlFilesSource.Paths"] = "sqlFiles",
        ["CsvFileSource.Path"] = "csvFile",
        ["JsonFileSource.Path"] = "jsonFile",
        ["RedisFileSource.Path"] = "redisFile",
    };

    [Fact]
    public void Every_member_of_every_spec_is_in_the_json_of_the_maximal_spec()
    {
        List<string> missing = [];
        Compare(Specs.Maximal, JsonDocument.Parse(Specs.Maximal.ToJson()).RootElement, "spec", missing);

        missing.Should().BeEmpty("JSON has every member, and the maximal spec sets each of them to something else than its default");
    }

    [Fact]
    public void Every_type_of_spec_is_in_the_maximal_spec()
    {
        HashSet<Type> met = [];
        Meet(Specs.Maximal, met);

        IEnumerable<Type> specs = typeof(EnvironmentSpec).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && !type.IsEnum && (type.Name.EndsWith("Spec", StringComparison.Ordinal) || type.IsAssignableTo(typeof(ServiceSource)) || type.IsAssignableTo(typeof(DataSource)) || type.Name is "HealingPolicy" or "TestData"));
        specs.Except([typeof(DataSpec), typeof(OpaqueComponentSpec), typeof(MissingCodeSource)]).Except(met)
            .Should().BeEmpty("a plan makes DataSpec from a database's data, and reading makes OpaqueComponentSpec and MissingCodeSource");
    }

    private static void Compare(object spec, JsonElement json, string path, List<string> missing)
    {
        foreach (PropertyInfo property in Members(spec.GetType()))
        {
            string name = Renamed.GetValueOrDefault($"{spec.GetType().Name}.{property.Name}") ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            object? value = property.GetValue(spec);
            if (value is null or "" || IsPresentElsewhere(spec, property))
            {
                continue;
            }

            if (!json.TryGetProperty(name, out JsonElement member))
            {
                missing.Add($"{path}.{name}");
            }
            else if (value is IEnumerable items and not string && member.ValueKind == JsonValueKind.Array)
            {
                int index = 0;
                foreach (object item in items)
                {
                    CompareIfSpec(item, member[index], $"{path}.{name}[{index++}]", missing);
                }
            }
            else
            {
                CompareIfSpec(value, member, $"{path}.{name}", missing);
            }
        }
    }

    private static void CompareIfSpec(object value, JsonElement json, string path, List<string> missing)
    {
        if (IsSpec(value.GetType()))
        {
            Compare(value, json, path, missing);
        }
    }

    // A member may have its default in one object if it has another value in a second one of its type.
    private static bool IsPresentElsewhere(object spec, PropertyInfo property)
    {
        List<object> all = [];
        Gather(Specs.Maximal, all);
        object? value = property.GetValue(spec);
        bool isDefault = value is false or 0 or 1 or "tcp" or "3.9" || value is ICollection { Count: 0 } || value is ServiceType { Name: "api" } or ServiceRun { IsAlways: true } || value is TimeSpan || value is true or "/" or 3 or Vantage.None;
        return isDefault && all.Where(other => other.GetType() == spec.GetType()).Any(other => !Equals(property.GetValue(other), value));
    }

    private static void Gather(object spec, List<object> all)
    {
        all.Add(spec);
        foreach (object child in Children(spec))
        {
            Gather(child, all);
        }
    }

    private static void Meet(object spec, HashSet<Type> met)
    {
        met.Add(spec.GetType());
        foreach (object child in Children(spec))
        {
            Meet(child, met);
        }
    }

    private static IEnumerable<object> Children(object spec) => Members(spec.GetType())
        .Select(property => property.GetValue(spec))
        .SelectMany(value => value is IEnumerable items and not string ? items.Cast<object>() : value is null ? [] : [value])
        .Where(value => IsSpec(value.GetType()));

    private static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is not null || property.Name is "Sources");

    private static bool IsSpec(Type type) => type.Assembly == typeof(EnvironmentSpec).Assembly && !type.IsValueType && type != typeof(Secret) && type != typeof(SettingValue) && type != typeof(Reference);
}
