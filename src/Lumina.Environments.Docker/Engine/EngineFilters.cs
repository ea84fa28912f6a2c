namespace Lumina.Environments.Docker;

/// <summary>Filters of the engine's lists.</summary>
internal static class EngineFilters
{
    /// <summary>What bears a label: its name, or name and value as <c>name=value</c>.</summary>
    public static Dictionary<string, IDictionary<string, bool>> Label(string label) => new(StringComparer.Ordinal)
    {
        ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [label] = true },
    };
}
