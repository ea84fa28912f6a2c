namespace Lumina.Environments;

/// <summary>Finds what is null where something must be. These are the only faults that are told alone: nothing else can be looked at beside them.</summary>
internal static class NullRules
{
    private const string Problem = "It is null.";

    public static IReadOnlyList<SpecificationFault> Find(EnvironmentSpec spec)
    {
        List<SpecificationFault> faults = [];
        Add(faults, "healing", spec.Healing, "Use HealingPolicy.None to heal nothing.");
        AddEach(faults, "databases", spec.Databases);
        AddEach(faults, "services", spec.Services);
        AddEach(faults, "components", spec.Components);
        for (int i = 0; i < spec.Services.Count; i++)
        {
            if (spec.Services[i] is { } service)
            {
                AddEach(faults, $"services[{i}].sources", service.Sources);
                AddEach(faults, $"services[{i}].endpoints", service.Endpoints);
                foreach ((string name, SettingValue value) in service.Settings)
                {
                    Add(faults, $"services[{i}].settings.{name}", value, "Give it a value, or leave it out.");
                }
            }
        }

        return faults;
    }

    private static void AddEach<T>(List<SpecificationFault> faults, string path, IReadOnlyList<T> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            Add(faults, $"{path}[{i}]", values[i], "Leave it out.");
        }
    }

    private static void Add<T>(List<SpecificationFault> faults, string path, T value, string fix)
    {
        if (value is null)
        {
            faults.Add(new SpecificationFault(path, Problem, fix));
        }
    }
}
