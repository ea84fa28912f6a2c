using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>What <c>helm</c> is told to render a chart. Values that may be secret are read by it, and on no command line.</summary>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Input">What it reads: a file of values.</param>
internal sealed record HelmCommand(IReadOnlyList<string> Arguments, string Input)
{
    public static HelmCommand Of(HelmChart chart, string component, string @namespace, string baseDirectory, ClusterCapabilities capabilities, Func<string, SettingValue, string> resolve)
    {
        string root = Path.GetFullPath(baseDirectory);
        List<string> arguments = ["template", chart.ReleaseName ?? component, PathOf(chart.Path, root), "--namespace", @namespace, "--skip-tests"];
        if (capabilities.Version.Length > 0)
        {
            arguments.AddRange(["--kube-version", capabilities.Version]);
        }

        // One flag each: older ones take no list.
        arguments.AddRange(capabilities.ApiVersions.SelectMany(each => (string[])["--api-versions", each]));
        if (chart.Version is { } version)
        {
            arguments.AddRange(["--version", version]);
        }

        foreach (string file in chart.ValuesFiles.Select(file => Path.GetFullPath(file, root)))
        {
            arguments.AddRange(["--values", File.Exists(file) ? file : throw new ManifestException($"The file of values '{file}' is not there.", "Correct the path: it is absolute, or relative to the base directory.")]);
        }

        if (chart.Values.Count > 0)
        {
            arguments.AddRange(["--values", "-"]);
        }

        return new HelmCommand(arguments, chart.Values.Count > 0 ? Nest(chart, resolve).ToJsonString() : "");
    }

    private static string PathOf(string path, string root)
    {
        if (!(Path.IsPathRooted(path) || path.StartsWith("./", StringComparison.Ordinal) || path.StartsWith("../", StringComparison.Ordinal)))
        {
            return path;
        }

        string full = Path.GetFullPath(path, root);
        return Directory.Exists(full) || File.Exists(full) ? full : throw new ManifestException($"The chart '{full}' is not there.", "Correct the path: it is absolute, or relative to the base directory and begins with ./ or ../.");
    }

    private static JsonObject Nest(HelmChart chart, Func<string, SettingValue, string> resolve)
    {
        JsonObject values = [];
        foreach ((string path, SettingValue value) in chart.Values)
        {
            JsonObject at = values;
            string[] names = path.Split('.');
            foreach (string name in names[..^1])
            {
                at = (JsonObject)(at[name] ??= new JsonObject());
            }

            at[names[^1]] = resolve(SettingValues.PlaceOfChartValue(path), value);
        }

        return values;
    }
}
