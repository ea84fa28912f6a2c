using Lumina.Environments.Kubernetes;

namespace Lumina.Environments;

/// <summary>A Helm chart and what it is rendered with.</summary>
/// <param name="Path">A directory or a <c>.tgz</c>: absolute, or relative to the base directory and beginning with <c>./</c> or <c>../</c>. Anything else is handed to <c>helm</c> as it is, such as <c>oci://…</c> or <c>repository/chart</c>.</param>
public sealed record HelmChart(string Path)
{
    /// <summary>The name of the release: a DNS label, up to 53 characters. Default: the component's name.</summary>
    public string? ReleaseName { get; init; }

    /// <summary>The version of a chart that is not in a directory; null for what helm takes by itself.</summary>
    public string? Version { get; init; }

    /// <summary>Files of values, absolute or relative to the base directory; a later one overrides an earlier one.</summary>
    public IReadOnlyList<string> ValuesFiles { get; init => field = [.. value ?? []]; } = [];

    /// <summary>Single values by their path, such as <c>database.host</c>, which override those of the files. Each is a text, with references to other components resolved; what must be a number, a truth value or a list goes into a file.</summary>
    public IReadOnlyDictionary<string, SettingValue> Values { get; init => field = SettingValues.Copy(value); } = SettingValues.None;

    internal IEnumerable<SpecificationFault> Validate()
    {
        const int NameLength = 53;
        if (ReleaseName is not null && !(KubernetesNames.IsLabel(ReleaseName) && ReleaseName.Length <= NameLength))
        {
            yield return new SpecificationFault("chart.releaseName", $"'{ReleaseName}' is no name of a release.", $"Write up to {NameLength} lower-case letters, digits and hyphens, with a letter or digit at both ends.");
        }

        string[] paths = [.. Values.Keys];
        foreach (string path in paths)
        {
            if (path.Split('.').Any(string.IsNullOrWhiteSpace))
            {
                yield return new SpecificationFault(SettingValues.PlaceOfChartValue(path), $"'{path}' is no path of a value.", "Write names with dots between them, such as database.host.");
            }
            else if (paths.FirstOrDefault(other => other.StartsWith($"{path}.", StringComparison.Ordinal)) is { } inner)
            {
                yield return new SpecificationFault(SettingValues.PlaceOfChartValue(path), $"'{path}' is a text, and '{inner}' is to be within it.", "Leave one of them out.");
            }
        }
    }
}
