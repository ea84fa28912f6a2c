using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Reads AWS's XML by local names: its namespaces carry dates.</summary>
internal static class XmlReading
{
    /// <summary>The text of a child; null where there is none or it is empty.</summary>
    public static string? Text(this XElement element, string name) =>
        element.Child(name)?.Value is { Length: > 0 } text ? text : null;

    public static XElement? Child(this XElement element, string name) => element.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    /// <summary>The text of the first descendant of that name; null where there is none or it is empty.</summary>
    public static string? First(this XElement element, string name) =>
        element.All(name).FirstOrDefault()?.Value is { Length: > 0 } text ? text : null;

    public static IEnumerable<XElement> All(this XElement element, string name) => element.Descendants().Where(child => child.Name.LocalName == name);

    /// <summary>The items of a list: <c>tagSet/item</c>, <c>Tags/member</c>.</summary>
    public static IEnumerable<XElement> Items(this XElement element, string list) => element.Child(list)?.Elements() ?? [];

    /// <summary>A list of tags; names differ in case from service to service.</summary>
    public static Dictionary<string, string> Tags(this XElement element, string list) => element.Items(list)
        .Select(tag => (tag.Text("Key") ?? tag.Text("key") ?? "", tag.Text("Value") ?? tag.Text("value") ?? "")).ToTags();
}
