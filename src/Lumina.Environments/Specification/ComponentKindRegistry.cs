using System.Diagnostics.CodeAnalysis;

namespace Lumina.Environments;

/// <summary>The kinds of component that a manager knows: the library's own and those that packages register.</summary>
internal sealed class ComponentKindRegistry
{
    private readonly Dictionary<string, ComponentKindRegistration> _byKind = new(StringComparer.Ordinal);

    public ComponentKindRegistry(IEnumerable<ComponentKindRegistration> registrations)
    {
        foreach (ComponentKindRegistration registration in registrations)
        {
            if (!_byKind.TryAdd(registration.Kind, registration))
            {
                throw new InvalidOperationException(
                    $"The kind '{registration.Kind}' is registered twice: for {_byKind[registration.Kind].SpecType.FullName} and for {registration.SpecType.FullName}. Remove one of the two.");
            }
        }
    }

    /// <summary>The library's own kinds: networks come first, then infrastructure, databases and their data, services, and monitoring last.</summary>
    public static IReadOnlyList<ComponentKindRegistration> BuiltIn { get; } =
    [
        new(ComponentKinds.Network, typeof(NetworkSpec), Json: null, []),
        new(ComponentKinds.Infrastructure, typeof(InfrastructureSpec), Json: null, [ComponentKinds.Network]),
        new(ComponentKinds.Database, typeof(DatabaseSpec), Json: null, [ComponentKinds.Network]),
        new(ComponentKinds.Data, typeof(DataSpec), Json: null, []),
        new(ComponentKinds.Service, typeof(ServiceSpec), Json: null, [ComponentKinds.Network, ComponentKinds.Infrastructure]),
        new(ComponentKinds.Monitoring, typeof(MonitoringSpec), Json: null, [ComponentKinds.Network, ComponentKinds.Infrastructure]),
    ];

    public IEnumerable<string> Kinds => _byKind.Keys;

    public bool TryFind(string kind, [NotNullWhen(true)] out ComponentKindRegistration? registration) => _byKind.TryGetValue(kind, out registration);

    /// <summary>The component in the type of its kind; the same where the kind is not known, has no JSON, or cannot be read from it (the validator says why).</summary>
    public ComponentSpec Resolve(OpaqueComponentSpec component) => Resolve(component, path: "", new FaultList());

    /// <summary>The component in the type of its kind; the same where that cannot be, with the faults that say why.</summary>
    public ComponentSpec Resolve(OpaqueComponentSpec component, string path, FaultList faults) =>
        TryFind(component.Kind, out ComponentKindRegistration? registration) && registration.Json is not null
            ? OpaqueComponentReader.Read(component, registration, registration.Json, path, faults) ?? component
            : component;

    public ComponentKindRegistration? FindBySpecType(Type specType) => _byKind.Values.FirstOrDefault(registration => registration.SpecType == specType);
}
