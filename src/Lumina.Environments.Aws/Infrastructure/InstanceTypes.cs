using System.Xml.Linq;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>The types of machines that a region has.</summary>
internal static class InstanceTypes
{
    private const string Usual = "t3.micro";

    /// <summary>Finds a type that there is not: AWS itself says so when a network and more are made already.</summary>
    /// <returns>Null where the region has it, or nobody can tell.</returns>
    public static async Task<SpecificationFault?> CheckAsync(string type, AwsSession session, CancellationToken cancellationToken)
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
            return null;
        }

        return isMissing
            ? new SpecificationFault("instanceType", $"There is no type of machine '{type}' in the region {session.Region}.", "See 'aws ec2 describe-instance-type-offerings', and write another.")
            : null;
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
