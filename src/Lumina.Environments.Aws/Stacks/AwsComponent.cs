using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>One component while its configuration is written: what is known of it, and where its resources go.</summary>
internal sealed class AwsComponent
{
    /// <summary>Bears the address of a resource within its environment, so that what is found by its tags is known again.</summary>
    public const string AddressTag = "lumina-address";

    private readonly HashSet<string> _outputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _literals = new(StringComparer.Ordinal);
    private readonly List<SpecificationFault> _faults = [];

    public required ComponentName Name { get; init; }

    /// <summary>At most 24 characters: lower-case letters, digits and hyphens, starting with a letter, unique in the world.</summary>
    public required string ExternalName { get; init; }

    public required OwnershipMarks Marks { get; init; }

    /// <summary>The environment's own tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public required string Region { get; init; }

    /// <summary>Whether anybody has named the region: else <see cref="Region"/> is any that there is, for a look at what would be written.</summary>
    public bool IsRegionKnown { get; init; } = true;

    public required AwsOptions Options { get; init; }

    /// <summary>The folder from which the spec's paths resolve.</summary>
    public string BaseDirectory { get; init; } = ".";

    /// <summary>The specs of all components of the environment.</summary>
    public IReadOnlyCollection<ComponentSpec> Components { get; init; } = [];

    /// <summary>The settings with references resolved; they may be secret.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The outputs of the components that this one depends on.</summary>
    public IReadOnlyDictionary<ComponentName, ComponentOutputs> Dependencies { get; init; } = new Dictionary<ComponentName, ComponentOutputs>();

    public IReadOnlyDictionary<string, Secret> Credentials { get; init; } = new Dictionary<string, Secret>(StringComparer.Ordinal);

    /// <summary>Whether it is a network that goes where there is room: its <see cref="NetworkBlock"/> is to be written.</summary>
    public bool HasChosenBlock { get; private set; }

    /// <summary>Whether something that was written can be stopped.</summary>
    public bool CanStop { get; private set; }

    /// <summary>What is wrong with the component among its neighbours and with its files; where there is any, what is written is not for making.</summary>
    public IReadOnlyList<SpecificationFault> Faults => _faults;

    /// <summary>What is written.</summary>
    public TerraformJson Configuration { get; } = new();

    /// <summary>The outputs that were written, by the names that <see cref="AwsValues"/> knows them by.</summary>
    public IReadOnlyDictionary<string, string> OutputNames => _outputs.ToDictionary(name => name, name => TerraformAddress.NameOf(Name, name), StringComparer.Ordinal);

    /// <summary>The outputs whose values are known without terraform, which passes them over where not all of a configuration is applied.</summary>
    public IReadOnlyDictionary<string, string> Literals => _literals;

    /// <summary>The environment's component of a kind of which there is one, such as its network; null where it has none.</summary>
    public TSpec? Find<TSpec>()
        where TSpec : ComponentSpec => Components.OfType<TSpec>().FirstOrDefault();

    /// <summary>Notes what is wrong with it; the writing goes on, so that all faults are found.</summary>
    /// <param name="path">Where, from the component; empty for the whole of it.</param>
    /// <param name="problem">What is wrong: a sentence.</param>
    /// <param name="fix">What to do: a sentence.</param>
    public void AddFault(string path, string problem, string fix) => _faults.Add(new SpecificationFault(path, problem, fix));

    /// <summary>The address of the component's resource that has this role.</summary>
    public TerraformAddress Address(string type, string role = "") => TerraformAddress.For(type, Name, role);

    /// <summary>Writes a resource with the component's tags on it.</summary>
    /// <param name="type">Its type, such as <c>aws_instance</c>.</param>
    /// <param name="role">What it is within the component; empty for the one that is the component.</param>
    /// <param name="arguments">Its arguments, without tags.</param>
    /// <param name="name">The name that people see in the console; null for the external name and the role.</param>
    public TerraformAddress Tagged(string type, string role, TerraformBlock arguments, string? name = null)
    {
        TerraformAddress address = Address(type, role);
        arguments["tags"] = TerraformValue.Map(OwnTags(address, name ?? PlatformName(role, 128)));
        Configuration.Resource(address, arguments);
        return address;
    }

    /// <summary>Writes a resource of a type that has no tags.</summary>
    public TerraformAddress Untagged(string type, string role, TerraformBlock arguments)
    {
        TerraformAddress address = Address(type, role);
        Configuration.Resource(address, arguments);
        return address;
    }

    /// <summary>Writes something that is only looked up. Its address is for <see cref="TerraformExpression.DataAttribute"/>.</summary>
    public TerraformAddress Data(string type, string role, TerraformBlock arguments)
    {
        TerraformAddress address = Address(type, role);
        Configuration.Data(address, arguments);
        return address;
    }

    /// <summary>The block of addresses that is chosen when it is first made.</summary>
    public TerraformExpression ChosenBlock()
    {
        HasChosenBlock = true;
        return TerraformExpression.Local(NetworkBlock.LocalOf(Name));
    }

    /// <summary>One value while the component is stopped, another while it runs. Each a number or a word.</summary>
    public TerraformExpression WhenStopped(TerraformValue stopped, TerraformValue running)
    {
        CanStop = true;
        return TerraformExpression.IfLocal(AwsPower.LocalOf(Name), AwsPower.Stopped, stopped, running);
    }

    /// <summary>How often a resource is there that only tells whether something else runs: not before that was stopped for the first time.</summary>
    public TerraformExpression OnceStopped()
    {
        CanStop = true;
        return TerraformExpression.IfLocal(AwsPower.LocalOf(Name), AwsPower.Made, 0, 1);
    }

    /// <summary>Writes an output. It is in the state alone, and in no event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="module">The module that it is of; null for none.</param>
    public void Output(string name, TerraformValue value, string? module = null)
    {
        _outputs.Add(name);
        if (value is TerraformValue.Literal { Value: string literal })
        {
            _literals[name] = literal;
        }

        Configuration.Output(TerraformAddress.NameOf(Name, name), value, isSensitive: true, module);
    }

    /// <summary>A name on AWS: the external name and a role, within a length that leaves the external name whole.</summary>
    /// <param name="role">What it names within the component.</param>
    /// <param name="maximumLength">How long the platform lets it be; from 32.</param>
    public string PlatformName(string role, int maximumLength)
    {
        string name = role.Length == 0 ? ExternalName : $"{ExternalName}-{role}";
        return name.Length <= maximumLength ? name : $"{ExternalName}-{TerraformAddress.NameOf(Name, role)[^7..]}";
    }

    /// <summary>All tags, for what <c>default_tags</c> does not reach: what an auto-scaling group or a launch template makes.</summary>
    public IReadOnlyDictionary<string, TerraformValue> AllTags(TerraformAddress address, string role)
    {
        Dictionary<string, TerraformValue> all = AwsMainPart.EnvironmentTags(Marks, Tags);
        foreach ((string name, string value) in OwnTags(address, PlatformName(role, 128)))
        {
            all[name] = value;
        }

        return all;
    }

    // Marks that are the same for the whole environment are the provider's default_tags.
    private IEnumerable<KeyValuePair<string, string>> OwnTags(TerraformAddress address, string name) =>
    [
        new("Name", name),
        new(OwnershipMarks.ComponentMark, Name.ToString()),
        new(AddressTag, string.Create(CultureInfo.InvariantCulture, $"{address.Type}.{address.Name}")),
    ];
}
