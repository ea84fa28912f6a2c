using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>One component while its objects are written: what is known of it, and where they go.</summary>
internal sealed class KubernetesComponent
{
    /// <summary>The label that selects a component's pods: the external name.</summary>
    public const string ComponentLabel = "lumina-component-name";

    private readonly List<KubernetesObject> _objects = [];

    public required ComponentName Name { get; init; }

    /// <summary>At most 24 characters: lower-case letters, digits and hyphens, starting with a letter.</summary>
    public required string ExternalName { get; init; }

    public required string Namespace { get; init; }

    public required OwnershipMarks Marks { get; init; }

    public required KubernetesOptions Options { get; init; }

    public required ClusterVersions Versions { get; init; }

    /// <summary>The folder from which the spec's paths resolve.</summary>
    public string BaseDirectory { get; init; } = ".";

    /// <summary>The specs of all components of the environment.</summary>
    public IReadOnlyCollection<ComponentSpec> Components { get; init; } = [];

    /// <summary>The settings with references resolved; those of <see cref="SecretSettings"/> are secret.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The names of settings whose values are secret or hold a secret.</summary>
    public IReadOnlySet<string> SecretSettings { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The outputs of the components that this one depends on.</summary>
    public IReadOnlyDictionary<ComponentName, ComponentOutputs> Dependencies { get; init; } = new Dictionary<ComponentName, ComponentOutputs>();

    public IReadOnlyDictionary<string, Secret> Credentials { get; init; } = new Dictionary<string, Secret>(StringComparer.Ordinal);

    /// <summary>What its settings are hashed with; null where nothing is known that nobody else knows.</summary>
    public string? HashKey { get; set; }

    /// <summary>Objects that somebody else has written for it.</summary>
    public IReadOnlyList<KubernetesObject> Brought { get; set; } = [];

    /// <summary>Whether it is stopped: written with no replicas, everything else as it is.</summary>
    public bool IsStopped { get; init; }

    /// <summary>What was written, in the order in which it is applied.</summary>
    public IReadOnlyList<KubernetesObject> Objects => _objects;

    /// <summary>The labels by which a selector finds the component's pods.</summary>
    public JsonObject Selector() => new() { [ComponentLabel] = ExternalName };

    /// <summary>Writes an object with the component's labels and annotations.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="name">Its name within the namespace.</param>
    /// <param name="content">Everything but <c>apiVersion</c>, <c>kind</c> and <c>metadata</c>.</param>
    /// <param name="annotations">Further annotations.</param>
    public void Add(KubernetesType type, string name, JsonObject content, IReadOnlyDictionary<string, string>? annotations = null)
    {
        JsonObject body = new() { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = Metadata(name, annotations) };
        foreach ((string member, JsonNode? value) in content)
        {
            body[member] = value?.DeepClone();
        }

        _objects.Add(new KubernetesObject(type, name, body));
    }

    /// <summary>Adds an object that is written already.</summary>
    public void Add(KubernetesObject item) => _objects.Add(item);

    /// <summary>The metadata of an object of the component, or of its pods: ids that we make are labels, all else annotations.</summary>
    public JsonObject Metadata(string? name, IReadOnlyDictionary<string, string>? annotations = null)
    {
        JsonObject labels = Selector();
        labels["app.kubernetes.io/managed-by"] = "lumina-environments";
        labels[OwnershipMarks.InstallationMark] = Marks.Installation;
        labels[OwnershipMarks.EnvironmentMark] = Marks.EnvironmentId.Value;
        JsonObject notes = [];
        foreach ((string key, string value) in Marks.ToDictionary().Concat(annotations ?? new Dictionary<string, string>(StringComparer.Ordinal)))
        {
            notes[key] = value;
        }

        JsonObject metadata = new() { ["labels"] = labels, ["annotations"] = notes };
        if (name is not null)
        {
            metadata["name"] = name;
            metadata["namespace"] = Namespace;
        }

        return metadata;
    }
}
