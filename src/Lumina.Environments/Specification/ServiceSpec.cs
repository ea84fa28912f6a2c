using System.Collections.ObjectModel;

namespace Lumina.Environments;

/// <summary>What is wanted of a service.</summary>
public sealed record ServiceSpec : ComponentSpec
{
    private readonly IReadOnlyList<ServiceSource> _sources = [];
    private readonly IReadOnlyList<EndpointSpec> _endpoints = [];
    private IDictionary<string, SettingValue> _settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal);
    private IDictionary<string, string> _outputs = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Starts a spec of a service.</summary>
    /// <param name="name">Its name in the environment: a DNS label.</param>
    /// <param name="sources">What it is made from; a platform takes the first that it can.</param>
    public ServiceSpec(string name, params IReadOnlyList<ServiceSource> sources)
        : base(name) => Sources = sources;

    // What is written into a copy's settings must not appear in the original's.
    private ServiceSpec(ServiceSpec original)
        : base(original)
    {
        (Type, Version, _sources, Run, Replicas, _endpoints) = (original.Type, original.Version, original._sources, original.Run, original.Replicas, original._endpoints);
        _settings = new Dictionary<string, SettingValue>(original._settings, StringComparer.Ordinal);
        _outputs = new Dictionary<string, string>(original._outputs, StringComparer.Ordinal);
        Container = original.Container;
    }

    /// <inheritdoc />
    public override string Kind => ComponentKinds.Service;

    /// <summary>What it is for. Default: <see cref="ServiceType.Api"/>.</summary>
    public ServiceType Type { get; init; } = ServiceType.Api;

    /// <summary>Its version, for whoever looks; null for none.</summary>
    public string? Version { get; init; }

    /// <summary>What it is made from; a platform takes the first that it can.</summary>
    public IReadOnlyList<ServiceSource> Sources { get => _sources; init => _sources = [.. value]; }

    /// <summary>When it runs. Default: <see cref="ServiceRun.Always"/>. One that does not always run has no endpoints, one replica, and no health check but whether it is there.</summary>
    public ServiceRun Run { get; init; }

    /// <summary>How many of it run, 1 to 1,000. Default: 1.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The addresses at which it answers.</summary>
    public IReadOnlyList<EndpointSpec> Endpoints { get => _endpoints; init => _endpoints = [.. value]; }

    /// <summary>Its settings, given to it as environment variables. A secret one is recorded by its name only; on the platform it is a variable like the others, which whoever may administer the platform can read.</summary>
    public IDictionary<string, SettingValue> Settings { get => _settings; init => _settings = new Dictionary<string, SettingValue>(value, StringComparer.Ordinal); }

    /// <summary>
    /// What it gives to others besides its endpoints, by name, such as <c>connectionString</c>: a text in which <c>{amqp}</c> is replaced by host and port of the endpoint <c>amqp</c> as the one who asks
    /// reaches it, <c>{amqp.host}</c> and <c>{amqp.port}</c> by one of the two, and <c>{{</c> by a brace. It is recorded: never a secret.
    /// </summary>
    public IDictionary<string, string> Outputs { get => _outputs; init => _outputs = new Dictionary<string, string>(value, StringComparer.Ordinal); }

    /// <summary>How it runs where it runs in a container; null for as its image says.</summary>
    public ContainerSettings? Container { get; init; }

    /// <summary>Whether it runs already, somewhere else.</summary>
    public bool IsExternal => Sources is [ExternalSource];

    /// <inheritdoc />
    public override IEnumerable<Reference> References => Settings.SelectMany(setting => setting.Value.References);

    /// <inheritdoc />
    public override IEnumerable<string>? DeclaredOutputs => Endpoints.Select(endpoint => endpoint.Name).Concat(Outputs.Keys);

    /// <inheritdoc />
    public override IEnumerable<KeyValuePair<string, Secret>> Secrets =>
        Settings.Any(setting => setting.Value.Secret is not null)
            ? Settings.Where(setting => setting.Value.Secret is not null).Select(setting => new KeyValuePair<string, Secret>($"settings.{setting.Key}", setting.Value.Secret!))
            : [];

    /// <summary>The same, with settings and outputs that nobody can change any more: what is there is not changed by writing into what was wanted.</summary>
    /// <param name="change">Gives what stands in place of a setting.</param>
    internal ServiceSpec Freeze(Func<string, SettingValue, SettingValue> change)
    {
        ServiceSpec copy = this with { };
        foreach ((string name, SettingValue value) in _settings)
        {
            copy._settings[name] = change(name, value);
        }

        (copy._settings, copy._outputs) = (Closed(copy._settings), Closed(copy._outputs));
        return copy;
    }

    internal bool IsFrozen => _settings.IsReadOnly;

    private static ReadOnlyDictionary<string, T> Closed<T>(IDictionary<string, T> values) => values.Count == 0 ? ReadOnlyDictionary<string, T>.Empty : values.AsReadOnly();
}
