namespace Lumina.Environments.Aws.Tests;

/// <summary>What can be said in <see cref="AwsOptions"/> of networks.</summary>
[Trait("Category", "Networking")]
public sealed class OptionsTests
{
    [Theory]
    [InlineData("10.1.2.3/8", 16, "NetworkPool is '10.1.2.3/8': it is a block of private IPv4 addresses such as 10.0.0.0/8, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10.")]
    [InlineData("127.0.0.0/8", 16, "NetworkPool is '127.0.0.0/8': it is a block of private IPv4 addresses such as 10.0.0.0/8, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10.")]
    [InlineData("10.0.0.0/7", 16, "NetworkPool is '10.0.0.0/7': it is a block of private IPv4 addresses such as 10.0.0.0/8, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10.")]
    [InlineData("10.0.0.0/24", 20, "NetworkPool is '10.0.0.0/24', which is smaller than one of its networks, a /20 (NetworkPrefixLength).")]
    [InlineData("10.0.0.0/8", 4, "NetworkPrefixLength is 4: it is 16 to 26.")]
    [InlineData("nonsense", 16, "NetworkPool is 'nonsense': it is a block of private IPv4 addresses such as 10.0.0.0/8, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10.")]
    public void A_pool_that_no_network_could_come_from_is_refused(string pool, int length, string fault) =>
        new AwsOptionsValidator().Validate(null, new AwsOptions { NetworkPool = pool, NetworkPrefixLength = length }).Failures.Should().Equal(fault);

    [Theory]
    [InlineData("172.16.0.0/12", 16)]
    [InlineData("100.64.0.0/26", 26)]
    public void A_private_pool_is_taken(string pool, int length) =>
        new AwsOptionsValidator().Validate(null, new AwsOptions { NetworkPool = pool, NetworkPrefixLength = length }).Succeeded.Should().BeTrue();

    [Theory]
    [InlineData("203.0.113.7/24", "CallerCidrs has '203.0.113.7/24', which has bits set behind its first 24: write '203.0.113.0/24', or the one address with /32.")]
    [InlineData("anywhere", "CallerCidrs has 'anywhere': it is a block of addresses such as 203.0.113.7/32.")]
    public void Callers_come_from_whole_blocks(string cidr, string fault)
    {
        AwsOptions options = new();
        options.CallerCidrs.Add(cidr);

        new AwsOptionsValidator().Validate(null, options).Failures.Should().Equal(fault);
    }

    [Theory]
    [InlineData("http://127.0.0.1:4566/aws")]
    [InlineData("http://user:secret@127.0.0.1:4566")]
    [InlineData("ftp://127.0.0.1")]
    public void An_emulator_is_a_scheme_a_host_and_a_port_and_what_else_was_written_is_not_repeated(string address) =>
        new AwsOptionsValidator().Validate(null, new AwsOptions { EndpointUrl = new Uri(address) }).Failures.Should().Equal("EndpointUrl is not of the form of http://127.0.0.1:4566: it is a scheme, a host and a port alone.");

    [Fact]
    public void Groups_are_of_a_VPC_that_is_named_and_not_too_many()
    {
        AwsOptions options = new();
        foreach (string group in (string[])["sg-1", "sg-2", "sg-3", "sg-4", "default"])
        {
            options.SecurityGroupIds.Add(group);
        }

        new AwsOptionsValidator().Validate(null, options).Failures.Should().Equal(
            "SecurityGroupIds are given without their VpcId.",
            "SecurityGroupIds has 5: it has up to 4, since AWS takes five and one is ours.",
            "SecurityGroupIds has 'default': it begins with sg-.");
    }
}
