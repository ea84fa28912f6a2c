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

    public ComponentKindRegistration? FindBySpecType(Type specType) => _byKind.Values.FirstOrDefault(registration => registration.SpecType == specType);
}
