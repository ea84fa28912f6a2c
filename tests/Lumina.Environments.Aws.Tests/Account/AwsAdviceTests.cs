namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class AwsAdviceTests
{
    [Theory]
    [InlineData("api error RequestLimitExceeded: Request limit exceeded.", "Too many calls")]
    [InlineData("api error VpcLimitExceeded: The maximum number of VPCs has been reached.", "A quota")]
    [InlineData("api error UnauthorizedOperation: You are not authorized to perform this operation.", "lack a right")]
    [InlineData("ExpiredTokenException", "have expired")]
    public void What_to_do_is_told_by_the_code_within_a_message(string message, string advice) => AwsAdvice.Find(message).Should().Contain(advice);

    [Fact]
    public void Nothing_is_advised_where_nothing_is_known() => AwsAdvice.Find("the dog ate it").Should().BeNull();
}
