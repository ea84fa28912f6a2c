using Lumina.Environments.Images;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Docker;

/// <summary>Which image a database gets: the usual one of its type, or the one that the options say.</summary>
internal sealed class DatabaseImages(IOptions<DockerOptions> options)
{
    /// <param name="spec">The database.</param>
    /// <param name="usual">The usual image of its type, with the tag of the version that is taken where the spec wants none.</param>
    public string Choose(DatabaseSpec spec, string usual)
    {
        ImageName image = ImageName.Parse(Given(spec) ?? usual);
        if (Given(spec) is not null)
        {
            return (image.IsExact ? image : image with { Tag = spec.Version ?? ImageName.Parse(usual).Tag }).ToString();
        }

        string chosen = (spec.Version is null ? image : image with { Tag = spec.Version }).ToString();
        return options.Value.ImagePrefix is { } prefix ? $"{prefix.TrimEnd('/')}/{chosen}" : chosen;
    }

    /// <summary>What is wrong where an image is given whose tag is that of another version than the spec wants.</summary>
    public SpecificationFault? Check(DatabaseSpec spec) =>
        spec.Version is { } version && Given(spec) is { } given && ImageName.Parse(given) is { IsExact: true } image && image.Is(version) == false
            ? new SpecificationFault(
                "version",
                $"'{version}' is wanted, and {Option(spec)} gives the image '{given}', which is another version.",
                "Leave the version out, or give the image without a tag, so that the version becomes its tag.")
            : null;

    /// <summary>Why a spec's version is passed over; null where it is not.</summary>
    public NotApplicableSetting? PassedOver(DatabaseSpec spec) =>
        spec.Version is { } version && Given(spec) is { } given && ImageName.Parse(given) is { IsExact: true } image && image.Is(version) is null
            ? new NotApplicableSetting("version", $"the image is '{given}', as {Option(spec)} says, and it tells no version; the output '{OutputNames.Version}' says which it is")
            : null;

    private static string Option(DatabaseSpec spec) => $"{nameof(DockerOptions)}.{nameof(DockerOptions.DatabaseImages)}[\"{spec.Type}\"]";

    private string? Given(DatabaseSpec spec) => options.Value.DatabaseImages.TryGetValue(spec.Type.Name, out string? image) ? image : null;
}
