using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>The tags of a resource as terraform shows it.</summary>
internal static class TerraformTags
{
    /// <summary>An auto-scaling group has them in blocks, everything else in a map.</summary>
    public static Dictionary<string, string> Read(JsonElement values)
    {
        Dictionary<string, string> tags = values.Members("tags_all").ToDictionary(tag => tag.Name, tag => tag.Value.ToString(), StringComparer.Ordinal);
        foreach (JsonElement tag in values.Items("tag"))
        {
            tags[tag.Text("key") ?? ""] = tag.Text("value") ?? "";
        }

        return tags;
    }
}
