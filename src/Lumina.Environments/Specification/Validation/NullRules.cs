namespace Lumina.Environments;

/// <summary>Finds what is null where something must be. These are the only faults that are told alone: nothing else can be looked at beside them.</summary>
internal static class NullRules
{
    private const string Problem = "It is null.";

    public static IReadOnlyList<SpecificationFault> Find(EnvironmentSpec spec)
    {
        List<SpecificationFault> faults = [];
        if (spec.Healing is null)
        {
            faults.Add(new SpecificationFault("healing", Problem, "Use HealingPolicy.None to heal nothing."));
        }

        AddEach(faults, "", "databases", spec.Databases);
        AddEach(faults, "", "services", spec.Services);
        AddEach(faults, "", "components", spec.Components);
        for (int i = 0; i < spec.Databases.Count; i++)
        {
            if (spec.Databases[i]?.Data is { } data)
            {
                AddEach(faults, $"databases[{i}].data", "sources", data.Sources);
            }
        }

        for (int i = 0; i < spec.Services.Count; i++)
        {
            if (spec.Services[i] is { } service)
            {
                AddService(faults, $"services[{i}]", service);
            }
        }

        return faults;
    }

    private static void AddEach<T>(List<SpecificationFault> faults, string path, string member, IReadOnlyList<T> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is null)
            {
                faults.Add(new SpecificationFault($"{FaultList.Join(path, member)}[{i}]", Problem, "Leave it out."));
            }
        }
    }

    private static void AddService(List<SpecificationFault> faults, string path, ServiceSpec service)
    {
        AddEach(faults, path, "sources", service.Sources);
        AddEach(faults, path, "endpoints", service.Endpoints);
        foreach ((string name, SettingValue value) in service.Settings)
        {
            if (value is null)
            {
                faults.Add(new SpecificationFault($"{path}.settings.{name}", Problem, "Give it a value, or leave it out."));
            }
        }
    }
}
