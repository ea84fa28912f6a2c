using System.Globalization;
using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>The number of machines of a scaling group, over a stop: it is the policy's, and terraform leaves it as it is.</summary>
internal sealed class ScalingGroupSize(AwsApi api)
{
    /// <summary>The name of the scaling group among what the state knows; null where there is none.</summary>
    public static string? NameOf(IEnumerable<TerraformInstance> known) =>
        known.FirstOrDefault(instance => instance.Type == ScalingGroupConfiguration.GroupType)?.Attributes.Text("name");

    /// <returns>Null where there is no such group.</returns>
    /// <exception cref="AwsApiException">AWS says no.</exception>
    public async Task<int?> FindAsync(string group, CancellationToken cancellationToken) =>
        Number(await DescribeAsync(group, cancellationToken).ConfigureAwait(false), "DesiredCapacity");

    /// <summary>Has a group be as large as it was, as far as its bounds let it; one that has grown beyond that by itself stays as it is.</summary>
    /// <exception cref="AwsApiException">AWS says no.</exception>
    public async Task RestoreAsync(string group, int size, CancellationToken cancellationToken)
    {
        XElement found = await DescribeAsync(group, cancellationToken).ConfigureAwait(false);
        if (Number(found, "DesiredCapacity") is not { } current || Number(found, "MaxSize") is not { } maximum || Math.Min(size, maximum) <= current)
        {
            return;
        }

        await api.QueryAsync(
            AwsService.AutoScaling,
            "UpdateAutoScalingGroup",
            [new("AutoScalingGroupName", group), new("DesiredCapacity", Math.Min(size, maximum).ToString(CultureInfo.InvariantCulture))],
            cancellationToken).ConfigureAwait(false);
    }

    private Task<XElement> DescribeAsync(string group, CancellationToken cancellationToken) =>
        api.QueryAsync(AwsService.AutoScaling, "DescribeAutoScalingGroups", [new("AutoScalingGroupNames.member.1", group)], cancellationToken);

    private static int? Number(XElement answer, string name) => answer.First(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
