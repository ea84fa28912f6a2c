using System.Text.RegularExpressions;

namespace Lumina.Environments.Docker;

/// <summary>The images that a Dockerfile builds on.</summary>
internal static partial class DockerfileBases
{
    /// <summary>Their names, without stages of the file itself and without those that an argument decides.</summary>
    public static IReadOnlyList<string> Read(string dockerfile)
    {
        HashSet<string> stages = new(StringComparer.OrdinalIgnoreCase) { "scratch" };
        List<string> bases = [];
        foreach (Match from in From().Matches(dockerfile))
        {
            string image = from.Groups["image"].Value;
            if (!stages.Contains(image) && !image.Contains('$', StringComparison.Ordinal))
            {
                bases.Add(image);
            }

            if (from.Groups["stage"] is { Success: true } stage)
            {
                stages.Add(stage.Value);
            }
        }

        return bases;
    }

    [GeneratedRegex(@"^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(?<image>\S+)(?:[ \t]+AS[ \t]+(?<stage>\S+))?", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex From();
}
