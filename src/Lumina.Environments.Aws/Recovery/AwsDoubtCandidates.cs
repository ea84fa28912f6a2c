using System.Runtime.Versioning;

namespace Lumina.Environments.Aws;

/// <summary>Under which ids the things in doubt may be there: by the tag of their address, by what terraform told, by their names. Pure.</summary>
/// <param name="doubts">What is in doubt.</param>
/// <param name="written">The configuration.</param>
/// <param name="state">What is known.</param>
/// <param name="found">What bears the environment's tags.</param>
/// <param name="place">Whose and where.</param>
[SupportedOSPlatform("linux")]
internal sealed class AwsDoubtCandidates(
    IReadOnlyList<TerraformDoubt> doubts, TerraformWritten written, TerraformState? state, IReadOnlyList<AwsResource> found, AwsPlace place)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>?> _attributes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>For each doubt that may be there, what the provider finds it by.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Find() => doubts
        .Select(doubt => KeyValuePair.Create(doubt.Address, Attributes(doubt)))
        .Where(candidate => candidate.Value is not null)
        .ToDictionary(candidate => candidate.Key, candidate => candidate.Value!, StringComparer.Ordinal);

    /// <summary>Those that another look at the tags could still find: of a type with tags, made with an id that only AWS knows.</summary>
    public IEnumerable<string> Missing() => doubts.Where(doubt => doubt.Id is null && AwsResourceTypes.Find(TypeOf(doubt.Address)) is not null && Tagged(doubt.Address) is null).Select(doubt => doubt.Address);

    private IReadOnlyDictionary<string, string>? Attributes(TerraformDoubt doubt)
    {
        if (_attributes.TryGetValue(doubt.Address, out IReadOnlyDictionary<string, string>? known))
        {
            return known;
        }

        // What refers to itself in a circle is no configuration that terraform would have begun with.
        IReadOnlyDictionary<string, string>? attributes = _open.Add(doubt.Address) ? Tagged(doubt.Address) ?? Written(doubt) : null;
        _open.Remove(doubt.Address);
        return _attributes[doubt.Address] = attributes;
    }

    private IReadOnlyDictionary<string, string>? Tagged(string address) =>
        found.FirstOrDefault(resource => resource.Address == address && resource is { IsPart: false, IsMadeByAnother: false, Type: { } type } && type.Name == TypeOf(address))?.Attributes;

    private IReadOnlyDictionary<string, string>? Written(TerraformDoubt doubt)
    {
        string typeName = TypeOf(doubt.Address);
        IReadOnlyDictionary<string, string> arguments = written.Arguments(doubt.Address, AttributeOf);
        string? told = doubt.Id is { Key: "id" } id ? id.Value : null;
        if (AwsResourceTypes.Find(typeName) is { } type)
        {
            // What terraform tells as an id is not always what the provider looks for; a name is.
            string? name = type.NameArgument is { } argument ? arguments.GetValueOrDefault(argument) : null;
            string? import = (name is null ? null : type.IdFromName(name, place)) ?? told;
            return import is null ? null : type.Attributes(import);
        }

        return told is not null
            ? new Dictionary<string, string>(arguments, StringComparer.Ordinal) { ["id"] = told }
            : AwsCompositeIds.Attributes(typeName, arguments);
    }

    /// <summary>An attribute of something in the state, or in doubt as well.</summary>
    private string? AttributeOf(string address, string attribute)
    {
        if (state?.Instances.FirstOrDefault(instance => instance.Address == address) is { } held)
        {
            return held.Attributes.Text(attribute);
        }

        return doubts.FirstOrDefault(doubt => doubt.Address == address) is { } doubt && Attributes(doubt) is { } attributes
            ? attributes.GetValueOrDefault(attribute) ?? written.Arguments(address, static (_, _) => null).GetValueOrDefault(attribute)
            : null;
    }

    private static string TypeOf(string address) => TerraformInstanceAddress.Parse(address).Resource.Type;
}
