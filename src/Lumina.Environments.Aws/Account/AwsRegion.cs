using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>The region that the AWS SDK finds.</summary>
internal static class AwsRegion
{
    /// <exception cref="ProviderException">It finds none.</exception>
    public static string Find(string? profile)
    {
        if (profile is not null && new CredentialProfileStoreChain().TryGetProfile(profile, out CredentialProfile? found) && found.Region is { } region)
        {
            return region.SystemName;
        }

        return FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName ?? throw new ProviderException(
            "No AWS region is named: not by the environment's infrastructure, not in AwsOptions.Region, not in AWS_REGION, not in the profile. Name one, such as 'eu-central-1'.");
    }
}
