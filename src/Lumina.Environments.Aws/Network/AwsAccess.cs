using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>A security group of a component's own: who reaches it, and where it may go itself. Nothing, as long as nothing is allowed.</summary>
internal sealed class AwsAccess
{
    private readonly AwsComponent _component;
    private readonly AwsNetwork _network;

    private AwsAccess(AwsComponent component, AwsNetwork network, TerraformAddress group) => (_component, _network, GroupId) = (component, network, TerraformExpression.Attribute(group, "id"));

    public TerraformValue GroupId { get; }

    /// <summary>The groups that the component is a member of.</summary>
    public TerraformValue GroupIds => _network.Groups(GroupId);

    /// <summary>Writes the group, without rules.</summary>
    public static AwsAccess Write(AwsComponent component, AwsNetwork network) => new(component, network, component.Tagged("aws_security_group", "access", new TerraformBlock
    {
        // AWS keeps names that begin with "sg-" to itself, and a component may be called "sg".
        ["name"] = $"lumina-{component.PlatformName("access", 200)}",
        ["description"] = $"Access to {component.Name}",
        ["vpc_id"] = network.VpcId,
    }));

    /// <summary>Lets everything in the component's network reach a port.</summary>
    public void AllowNetwork(int port) => Allow("network", port, _network.Cidr);

    /// <summary>Lets the options' callers reach a port. AWS refuses to be told the same twice.</summary>
    public void AllowCallers(int port)
    {
        foreach (string cidr in _component.Options.CallerCidrs.Distinct(StringComparer.Ordinal).Where(cidr => cidr != _network.Spec?.Cidr))
        {
            Allow(cidr, port, cidr, cidr.Contains(':', StringComparison.Ordinal));
        }
    }

    /// <summary>Lets the component go wherever it wants: what it needs (images, other services) is not known here.</summary>
    public void AllowOut() => _component.Tagged("aws_vpc_security_group_egress_rule", "out", new TerraformBlock
    {
        ["security_group_id"] = GroupId,
        ["ip_protocol"] = "-1",
        ["cidr_ipv4"] = "0.0.0.0/0",
    }, _component.PlatformName("access", 128));

    private void Allow(string from, int port, TerraformValue cidr, bool isVersion6 = false) => _component.Tagged("aws_vpc_security_group_ingress_rule", string.Create(CultureInfo.InvariantCulture, $"{from} {port}"), new TerraformBlock
    {
        ["security_group_id"] = GroupId,
        ["ip_protocol"] = "tcp",
        ["from_port"] = port,
        ["to_port"] = port,
        [isVersion6 ? "cidr_ipv6" : "cidr_ipv4"] = cidr,
    }, _component.PlatformName("access", 128));
}
