namespace Lumina.Environments;

/// <summary>What to write instead of a name that is not there.</summary>
internal static class Suggestion
{
    public static string Of(string name, IEnumerable<string> known)
    {
        string[] names = [.. known];
        return NearestName.Find(name, names) is { } nearest ? $"Did you mean '{nearest}'?" : Known(names);
    }

    public static string Of(ComponentName name, IEnumerable<ComponentName> known)
    {
        ComponentName[] names = [.. known];
        ComponentName? sameName = names.Where(other => name.Name.Length > 0 && other.Name == name.Name).Cast<ComponentName?>().FirstOrDefault();
        return sameName is not null ? $"Did you mean '{sameName}'?" : Of(name.ToString(), names.Select(other => other.ToString()));
    }

    private static string Known(string[] names) => names.Length == 0 ? "There is none." : $"There is: {string.Join(", ", names)}.";
}
