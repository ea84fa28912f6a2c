using System.Globalization;
using System.Runtime.Versioning;

namespace Lumina.Environments.Aws;

/// <summary>A state put together of what was found, in which everything waits for what may stand on it.</summary>
[SupportedOSPlatform("linux")]
internal static class AwsOrphanState
{
    /// <summary>Gives each an address.</summary>
    public static Dictionary<string, AwsResource> Address(IEnumerable<AwsResource> resources) => resources.Select((resource, at) => (resource, at)).ToDictionary(
        pair => string.Create(CultureInfo.InvariantCulture, $"{pair.resource.Type!.Name}.found_{pair.at}"), pair => pair.resource, StringComparer.Ordinal);

    /// <summary>What is written into the state.</summary>
    /// <param name="found">By address.</param>
    /// <param name="provider">The whole address of the provider.</param>
    /// <param name="versions">Those of the types' schemas.</param>
    public static IEnumerable<TerraformCandidate> Candidates(IReadOnlyDictionary<string, AwsResource> found, string provider, IReadOnlyDictionary<string, long> versions)
    {
        // Each names all of the next lower rank; what those name, terraform heeds too.
        string[] below = [];
        foreach (IGrouping<int, KeyValuePair<string, AwsResource>> rank in found.GroupBy(pair => pair.Value.Type!.Rank).OrderBy(rank => rank.Key))
        {
            foreach ((string address, AwsResource resource) in rank)
            {
                yield return new TerraformCandidate(
                    new TerraformAddress(resource.Type!.Name, address.Split('.')[1]),
                    provider,
                    versions.GetValueOrDefault(resource.Type.Name),
                    resource.Attributes.Concat(resource.Type.ForDestroy).ToDictionary(StringComparer.Ordinal))
                {
                    Dependencies = below,
                };
            }

            below = [.. rank.Select(pair => pair.Key)];
        }
    }
}
