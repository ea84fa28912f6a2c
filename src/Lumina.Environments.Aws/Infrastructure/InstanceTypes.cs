using System.Xml.Linq;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>The types of machines that a region has.</summary>
internal static class InstanceTypes
{
    /// <summary>Refuses a type that there is not: AWS itself says so when a network and more are made already.</summary>
    /// <exception cref="ProviderException">The region has no such type.</exception>
    public static async Task RequireAsync(string type, AwsSession session, CancellationToken cancellationToken)
    {
        XElement answer;
        try
        {
            answer = await session.Api.QueryAsync(
                AwsService.Ec2,
                "DescribeInstanceTypeOfferings",
                [new("LocationType", "region"), new("Filter.1.Name", "instance-type"), new("Filter.1.Value.1", type)],
                cancellationToken).ConfigureAwait(false);
        }
        catch (AwsApiException)
        {
            // Who may make machines need not be allowed to ask which there are, and not every emulator knows.
            return;
        }

        if (answer.First("instanceType") is null)
        {
            throw new ProviderException($"there is no type of machine '{type}' in the region {session.Region}: see 'aws ec2 describe-instance-type-offerings', and write another instanceType");
        }
    }
}
