using System.Text.RegularExpressions;
using Lumina.Environments.Images;

namespace Lumina.Environments.Kubernetes;

/// <summary>Which image a database gets: the usual one of its type, or the one that the options say.</summary>
internal static partial class DatabaseImage
{
    private const string Unknown = "unknown";

    /// <param name="spec">The database.</param>
    /// <param name="usual">The usual image of its type, with the tag of the version that is taken where the spec wants none.</param>
    /// <param name="options">What may say another.</param>
    public static ImageName Choose(DatabaseSpec spec, string usual, KubernetesOptions options)
    {
        ImageName image = ImageName.Parse(Given(spec, options) ?? usual);
        if (Given(spec, options) is not null)
        {
            return image.IsExact ? image : image with { Tag = spec.Version ?? ImageName.Parse(usual).Tag };
        }

        ImageName chosen = spec.Version is null ? image : image with { Tag = spec.Version };
        return options.ImagePrefix is { } prefix ? chosen with { Repository = $"{prefix.TrimEnd('/')}/{chosen.Repository}" } : chosen;
    }

    /// <summary>Why the image of a version can't be had; null where it can.</summary>
    public static SpecificationFault? FindObstacle(DatabaseSpec spec, KubernetesOptions options)
    {
        if (spec.Version is not { } version)
        {
            return null;
        }

        if (!Tag().IsMatch(version))
        {
            return new("version", $"The version of '{spec.Name}' becomes the tag of an image, and it can't be one.", "Write letters, digits, '.', '_' and '-' only, such as 14 or 6.2.");
        }

        return Given(spec, options) is { } given && ImageName.Parse(given) is { IsExact: true } image && image.Is(version) == false
            ? new(
                "version",
                $"Version '{version}' of '{spec.Name}' is wanted, and {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.DatabaseImages)}[\"{spec.Type}\"] gives the image '{given}', which is another.",
                "Leave the version out, or give the image without a tag, so that the version becomes its tag.")
            : null;
    }

    /// <summary>The version as far as the image's name tells it.</summary>
    public static string Version(ImageName image) => image.Tag ?? Unknown;

    private static string? Given(DatabaseSpec spec, KubernetesOptions options) => options.DatabaseImages.TryGetValue(spec.Type.Name, out string? image) ? image : null;

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Tag();
}
