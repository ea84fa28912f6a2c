namespace Lumina.Environments;

public sealed partial record EnvironmentSpec
{
    /// <summary>This spec with the named components, what is attached to them and everything that they need, and without the rest.</summary>
    /// <param name="names">Names such as <c>database/orders</c>, or <c>orders</c> where only one component goes by it.</param>
    /// <exception cref="ArgumentException">There is no such component (the nearest name is in the message), or several go by the name.</exception>
    public EnvironmentSpec Only(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
        {
            throw new ArgumentException("No component is named: of a spec with none of its components there is nothing to make.", nameof(names));
        }

        ComponentGraph graph = new(this, new ComponentKindRegistry(ComponentKindRegistry.BuiltIn));
        HashSet<ComponentName> kept = [];
        Queue<ComponentSpec> waiting = new(Named(names).Select(name => graph.Find(name)!));
        while (waiting.TryDequeue(out ComponentSpec? component))
        {
            if (kept.Add(component.ComponentName))
            {
                foreach (ComponentSpec needed in graph.DependenciesOf(component).Concat(graph.AttachmentsOf(component)))
                {
                    waiting.Enqueue(needed);
                }
            }
        }

        return Keep(kept.Contains);
    }

    /// <summary>This spec without the named components. A reference to one of them that remains is a fault when the spec is validated.</summary>
    /// <param name="names">Names such as <c>service/ui</c>, or <c>ui</c> where only one component goes by it.</param>
    /// <exception cref="ArgumentException">There is no such component (the nearest name is in the message), or several go by the name.</exception>
    public EnvironmentSpec Without(params IReadOnlyList<string> names)
    {
        HashSet<ComponentName> removed = [.. Named(names)];
        return Keep(name => !removed.Contains(name));
    }

    /// <summary>This spec with a service that runs already, at an address, in place of one that would be made. Its endpoints stay as they are; its settings and dependencies go.</summary>
    /// <param name="name">The service.</param>
    /// <param name="address">Its address.</param>
    /// <exception cref="ArgumentException">There is no such service; the nearest name is in the message.</exception>
    public EnvironmentSpec WithExternalService(string name, Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Replace(name, service => service with
        {
            Sources = [ServiceSource.External(address)],
            Settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal),
            DependsOn = [],
            Run = ServiceRun.Always,
        });
    }

    /// <summary>This spec with a database that exists already in place of one that would be made. Nothing is put into it.</summary>
    /// <param name="name">The database.</param>
    /// <param name="connectionString">How to connect to it.</param>
    /// <exception cref="ArgumentException">There is no such database; the nearest name is in the message.</exception>
    public EnvironmentSpec WithExistingDatabase(string name, Secret connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        ComponentName database = NameOf(name, ComponentKinds.Database, Databases);
        return this with
        {
            Databases = [.. Databases.Select(candidate => candidate.ComponentName != database ? candidate : candidate with
            {
                Existing = connectionString,
                Data = null,
                DependsOn = [],
            })],
        };
    }

    /// <summary>This spec with another service in place of the one of the same name, such as a fake.</summary>
    /// <param name="replacement">The service to put there.</param>
    /// <exception cref="ArgumentException">There is no service of that name; the nearest name is in the message.</exception>
    public EnvironmentSpec WithService(ServiceSpec replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        return Replace(replacement.Name, _ => replacement);
    }

    /// <summary>What a plan adds to what is written: the data of each database that has some.</summary>
    internal IEnumerable<ComponentSpec> ImpliedComponents() =>
        Databases.Where(database => database.Data is not null).Select(database => new DataSpec(database, database.Data!));

    private EnvironmentSpec Replace(string name, Func<ServiceSpec, ServiceSpec> change)
    {
        ComponentName service = NameOf(name, ComponentKinds.Service, Services);
        return this with { Services = [.. Services.Select(candidate => candidate.ComponentName == service ? change(candidate) : candidate)] };
    }

    private EnvironmentSpec Keep(Func<ComponentName, bool> kept) => this with
    {
        Network = Network is not null && kept(Network.ComponentName) ? Network : null,
        Infrastructure = Infrastructure is not null && kept(Infrastructure.ComponentName) ? Infrastructure : null,
        Databases =
        [
            .. Databases.Where(database => kept(database.ComponentName))
                .Select(database => database.Data is null || kept(ComponentName.Data(database.Name)) ? database : database with { Data = null }),
        ],
        Services = [.. Services.Where(service => kept(service.ComponentName))],
        Components = [.. Components.Where(component => kept(component.ComponentName))],
        Monitoring = Monitoring is not null && kept(Monitoring.ComponentName) ? Monitoring : null,
    };

    private List<ComponentName> Named(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        ComponentName[] known = [.. AllComponents().Concat(ImpliedComponents()).Select(component => component.ComponentName)];
        return [.. names.Select(name => ComponentLookup.Find(name, known, nameof(names)))];
    }

    private static ComponentName NameOf(string name, string kind, IEnumerable<ComponentSpec> components)
    {
        ArgumentNullException.ThrowIfNull(name);
        string whole = name.Contains('/', StringComparison.Ordinal) ? name : $"{kind}/{name}";
        return ComponentLookup.Find(whole, [.. components.Select(component => component.ComponentName)], nameof(name));
    }
}
