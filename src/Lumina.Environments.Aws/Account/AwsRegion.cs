using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Lumina.Environments.Aws;

/// <summary>Regions as the AWS SDK knows and finds them.</summary>
internal static partial class AwsRegion
{
    /// <summary>Why a name is no region's; null where it is one's, and where an emulator may have any that looks like one.</summary>
    /// <param name="path">Where the name stands.</param>
    /// <param name="name">The name.</param>
    /// <param name="options">Whether it is an emulator.</param>
    public static SpecificationFault? FindFault(string path, string name, AwsOptions options)
    {
        string[] known = [.. RegionEndpoint.EnumerableAllRegions.Select(region => region.SystemName)];
        return (options.EndpointUrl is not null && IsName(name)) || known.Contains(name, StringComparer.Ordinal)
            ? null
            : new(
                path,
                $"'{name}' is no region of AWS that its SDK knows.",
                $"{(NearestName.Find(name, known) is { } nearest ? $"Did you mean '{nearest}'?" : "It is one such as eu-central-1.")} For a region that is newer than the SDK take a newer AWSSDK.Core.");
    }

    /// <summary>Whether a text has the form of a region's name.</summary>
    public static bool IsName(string text) => Form().IsMatch(text);

    /// <summary>The region that the AWS SDK finds; null for none.</summary>
    public static string? Find(string? profile) =>
        profile is not null && new CredentialProfileStoreChain().TryGetProfile(profile, out CredentialProfile? found) && found.Region is { } region
            ? region.SystemName
            : FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName;

    [GeneratedRegex("^[a-z]{2,8}(-[a-z]{1,16}){1,3}-[0-9]{1,2}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Form();
}
