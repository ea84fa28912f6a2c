using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Stands the loopback interface in for a network: nothing outside of the machine reaches it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MachineNetworkConfigurator(LocalHost host) : MachineProvider<NetworkSpec>(host, ComponentKinds.Network), INetworkConfigurator
{
    protected override IEnumerable<NotApplicableSetting> NotApplicable(NetworkSpec spec)
    {
        if (spec.Cidr is not null || spec.Subnets.Count > 0)
        {
            yield return new(spec.Cidr is null ? "subnets" : "cidr", "everything listens on the loopback interface, which nothing outside of this machine reaches");
        }

        if (spec.SecurityGroups.Count > 0)
        {
            yield return new("securityGroups", "processes of this machine are not kept apart by addresses; databases are by their passwords");
        }

        if (spec.InternetGateway || spec.NatGateway)
        {
            yield return new("internetGateway", "processes reach the internet as this machine does, and the internet does not reach them");
        }
    }
}
