using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Writes the objects of an environment's components as the adapter does, with an environment id that is always the same.</summary>
internal sealed class ManifestLab(EnvironmentSpec spec, KubernetesOptions? options = null, ClusterVersions? versions = null)
{
    public const string Namespace = "lumina-manifests";
    public const string Password = "a-Password-of-24-letters";

    /// <summary>What the control plane has that tests run on.</summary>
    public static readonly ClusterVersions Old = new("v1", "v1beta1", "v1beta1", HasIngresses: true);

    /// <summary>What a new one has.</summary>
    public static readonly ClusterVersions New = new("v2", "v1", "v1", HasIngresses: true);

    public static readonly EnvironmentId Id = EnvironmentId.Parse("01k5d3v8q2m4x7n9c6b1a0z3y5");

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ComponentSpec[] _components = [.. new ComponentSpec?[] { spec.Network, spec.Infrastructure, spec.Monitoring }.OfType<ComponentSpec>(), .. spec.Databases, .. spec.Services, .. spec.Components];

    /// <summary>An environment of these components.</summary>
    public static ManifestLab Of(IReadOnlyList<ComponentSpec> components, KubernetesOptions? options = null, ClusterVersions? versions = null) => new(
        new EnvironmentSpec("manifests", "tests")
        {
            Network = components.OfType<NetworkSpec>().FirstOrDefault(),
            Infrastructure = components.OfType<InfrastructureSpec>().FirstOrDefault(),
            Monitoring = components.OfType<MonitoringSpec>().FirstOrDefault(),
            Databases = [.. components.OfType<DatabaseSpec>()],
            Services = [.. components.OfType<ServiceSpec>()],
            Components = [.. components.OfType<KubernetesManifestsSpec>()],
        },
        options,
        versions);

    /// <summary>Every component, written.</summary>
    public IReadOnlyList<KubernetesObject> WriteAll() => [.. _components.Where(component => component is not ServiceSpec { IsExternal: true } and not DatabaseSpec { Existing: not null }).SelectMany(component => Write(component).Objects)];

    /// <summary>The component, written.</summary>
    public KubernetesComponent Write(ComponentSpec component, bool isStopped = false, DateTimeOffset? expiresAt = null)
    {
        KubernetesComponent written = Component(component, isStopped, expiresAt);
        switch (component)
        {
            case ServiceSpec service:
                new ServiceManifests().Write(service, written);
                break;
            case DatabaseSpec database:
                DatabaseManifests.Find(database.Type)!.Write(database, written);
                break;
            case NetworkSpec network:
                new NetworkManifests().Write(network, written);
                break;
            case InfrastructureSpec infrastructure:
                new InfrastructureManifests().Write(infrastructure, written);
                break;
            case MonitoringSpec monitoring:
                new MonitoringManifests().Write(monitoring, written);
                break;
        }

        return written;
    }

    /// <summary>What a component gives to others in the namespace.</summary>
    public ComponentOutputs Outputs(ComponentSpec component) => component switch
    {
        ServiceSpec { Sources: [ExternalSource external] } => ComponentOutputs.Empty.With(EndpointSpec.HttpName, external.Address.ToString()),
        ServiceSpec service => new ServiceManifests().Outputs(service, Component(service)),
        DatabaseSpec { Provider: not null } => ComponentOutputs.Empty.With(OutputNames.ConnectionString, "Host=10.1.2.3;Port=6000").With(OutputNames.Host, "10.1.2.3").With(OutputNames.Port, "6000"),
        DatabaseSpec { Existing: { } existing } => ComponentOutputs.Empty.With(OutputNames.ConnectionString, existing),
        DatabaseSpec database => DatabaseManifests.Find(database.Type)!.Outputs(database, Component(database)),
        InfrastructureSpec infrastructure => new InfrastructureManifests().Outputs(infrastructure, Component(infrastructure)),
        _ => ComponentOutputs.Empty,
    };

    /// <summary>A component as its manifests see it.</summary>
    public KubernetesComponent Component(ComponentSpec component, bool isStopped = false, DateTimeOffset? expiresAt = null)
    {
        ComponentName[] needed = [.. component.References.Select(reference => reference.Component).Concat(component.DependsOn).Distinct()];
        Dictionary<ComponentName, ComponentOutputs> dependencies = _components.Where(other => needed.Contains(other.ComponentName)).ToDictionary(other => other.ComponentName, Outputs);
        IDictionary<string, SettingValue> settings = (component as ServiceSpec)?.Settings ?? new Dictionary<string, SettingValue>(StringComparer.Ordinal);
        return new KubernetesComponent
        {
            Name = component.ComponentName,
            ExternalName = ExternalName.For(Id, component.ComponentName),
            Namespace = Namespace,
            Marks = new OwnershipMarks("tests", Id, component.ComponentName, spec.Owner, expiresAt ?? new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero)),
            Options = options ?? new KubernetesOptions(),
            Versions = versions ?? Old,
            Components = _components,
            Dependencies = dependencies,
            Settings = settings.ToDictionary(setting => setting.Key, setting => Resolve(setting.Value, dependencies), StringComparer.Ordinal),
            SecretSettings = settings.Where(setting => IsSecret(setting.Value, dependencies)).Select(setting => setting.Key).ToHashSet(StringComparer.Ordinal),
            Credentials = component.Credentials.ToDictionary(name => name, _ => new Secret(Password), StringComparer.Ordinal),
            IsStopped = isStopped,
        };
    }

    /// <summary>Holds objects against <c>Snapshots/NAME.json</c> beside the test. With <c>LUMINA_WRITE_SNAPSHOTS=1</c> the file is written anew, for a reviewer to read. <c>kubectl apply</c> takes it as it is.</summary>
    public static void ShouldMatch(IEnumerable<KubernetesObject> objects, string name, [CallerFilePath] string test = "")
    {
        string file = Path.Combine(Path.GetDirectoryName(test)!, "Snapshots", name + ".json");
        JsonObject list = new() { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. objects.Select(item => item.Body.DeepClone())]) };
        string written = list.ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("LUMINA_WRITE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, written);
        }

        written.Should().Be(File.ReadAllText(file));
    }

    private static string Resolve(SettingValue value, Dictionary<ComponentName, ComponentOutputs> dependencies) => value.Secret is not null
        ? value.Secret.Reveal()
        : value.References.Aggregate(value.ToString(), (text, reference) => text.Replace(reference.ToString(), Find(reference, dependencies).Reveal(), StringComparison.Ordinal)).Replace("$${", "${", StringComparison.Ordinal);

    private static bool IsSecret(SettingValue value, Dictionary<ComponentName, ComponentOutputs> dependencies) =>
        value.Secret is not null || value.References.Any(reference => Find(reference, dependencies).IsSecret);

    private static ComponentOutput Find(Reference reference, Dictionary<ComponentName, ComponentOutputs> dependencies) => dependencies[reference.Component].Find(reference.Output, Vantage.Network)!;
}
