namespace Lumina.Environments.Aws.Tests;

public sealed class TerraformInstanceAddressTests
{
    [Theory]
    [InlineData("aws_vpc.v", null, "aws_vpc.v", null)]
    [InlineData("aws_vpc.v[0]", null, "aws_vpc.v", "0")]
    [InlineData("module.app.aws_vpc.v[\"a.b\"]", "module.app", "aws_vpc.v", "\"a.b\"")]
    [InlineData("module.app[\"x.\\\"y\"].module.net[1].aws_vpc.v", "module.app[\"x.\\\"y\"].module.net[1]", "aws_vpc.v", null)]
    public void An_address_falls_into_its_parts_and_back(string address, string? module, string resource, string? index)
    {
        TerraformInstanceAddress parsed = TerraformInstanceAddress.Parse(address);

        (parsed.Module, parsed.Resource.ToString(), parsed.Index).Should().Be((module, resource, index));
        parsed.ToString().Should().Be(address);
    }

    [Fact]
    public void A_candidate_of_a_module_is_written_as_terraform_writes_it() => new TerraformCandidate(new TerraformAddress("aws_vpc", "v"), "p", 1, new Dictionary<string, string> { ["id"] = "vpc-1" })
    {
        Module = "module.app",
        Index = "\"a\"",
    }.ToState().ToJsonString().Should().Be("""
        {"mode":"managed","type":"aws_vpc","name":"v","provider":"provider[\u0022p\u0022]","instances":[{"schema_version":1,"attributes":{"id":"vpc-1"},"sensitive_attributes":[],"dependencies":[],"index_key":"a"}],"module":"module.app"}
        """);
}
