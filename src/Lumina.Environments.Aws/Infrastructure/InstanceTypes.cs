using System.Xml.Linq;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>The types of machines that a region has.</summary>
internal static class InstanceTypes
{
    private const string Usual = "t3.micro";

    /// <summary>Refuses a type that there is not: AWS itself says so when a network and more are made already.</summary>
    /// <exception cref="ProviderException">The region has no such type.</exception>
    public static async Task RequireAsync(string type, AwsSession session, CancellationToken cancellationToken)
    {
        bool isMissing;
        try
        {
            // An emulator may know none at all.
            isMissing = !await IsThereAsync(type, session, cancellationToken).ConfigureAwait(false)
                && (session.EndpointUrl is null || await IsThereAsync(Usual, session, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is AwsApiException or ProviderException)
        {
            // Who may make machines need not be allowed to ask which there are.
            return;
        }

        if (isMissing)
        {
            throw new ProviderException($"there is no type of machine '{type}' in the region {session.Region}: see 'aws ec2 describe-instance-type-offerings', and write another instanceType");
        }
    }

    private static async Task<bool> IsThereAsync(string type, AwsSession session, CancellationToken cancellationToken)
    {
        XElement answer = await session.Api.QueryAsync(
            AwsService.Ec2,
            "DescribeInstanceTypeOfferings",
            [new("LocationType", "region"), new("Filter.1.Name", "instance-type"), new("Filter.1.Value.1", type)],
            cancellationToken).ConfigureAwait(false);
        return answer.First("instanceType") is not null;
    }
}
