namespace Lumina.Environments.Aws;

/// <summary>Tags as they come in a list.</summary>
internal static class TagList
{
    /// <summary>By name. Where one is there twice, as emulators list what was changed, the last counts.</summary>
    public static Dictionary<string, string> ToTags(this IEnumerable<(string Name, string Value)> tags)
    {
        Dictionary<string, string> read = new(StringComparer.Ordinal);
        foreach ((string name, string value) in tags)
        {
            read[name] = value;
        }

        return read;
    }
}
