using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws.Tests;

public sealed class AwsFailureTests
{
    [Fact]
    public void The_failure_of_a_whole_run_is_told_once()
    {
        ProviderException whole = new("terraform could not stop a, b: a long story") { IsTransient = true };
        Func<string, bool> told = AwsFailure.Once<string, bool>(whole, "a");

        FluentActions.Invoking(() => told("a")).Should().Throw<ProviderException>().Which.Should().BeSameAs(whole);
        ProviderException other = FluentActions.Invoking(() => told("b")).Should().Throw<ProviderException>().Which;
        other.Message.Should().Be("it failed together with what was in the same run of terraform, where the reason stands");
        (other.IsTransient, other.InnerException).Should().Be((true, whole));
    }

    [Theory]
    [InlineData("deleting AWS DynamoDB Table (part-2): operation error DynamoDB: DeleteTable, https response error StatusCode: 400, RequestID: b, ResourceNotFoundException: Requested resource not found", true)]
    [InlineData("deleting EC2 Subnet (subnet-1): operation error EC2: DeleteSubnet, api error InvalidSubnetID.NotFound: The subnet ID does not exist", true)]
    [InlineData("deleting S3 Bucket (uploads): operation error S3: DeleteBucket, api error NoSuchBucket: The specified bucket does not exist", true)]
    [InlineData("deleting EC2 Subnet (subnet-1): operation error EC2: DeleteSubnet, api error DependencyViolation: The subnet has dependencies and cannot be deleted", false)]
    public void What_is_found_to_be_gone_while_it_is_destroyed_is_looked_at_again(string error, bool isTransient)
    {
        TerraformException failed = new("destroy", "exit code 1", [new TerraformDiagnostic(IsError: true, error)]);

        AwsFailure.OfDestroying(failed, "destroy database/part-2").IsTransient.Should().Be(isTransient);
        AwsFailure.Of(failed, "make database/part-2").IsTransient.Should().BeFalse("what is made and is not found is another matter");
        AwsFailure.OfDestroying(new TerraformException("destroy", "exit code 1", [.. failed.Errors, new TerraformDiagnostic(IsError: true, "DependencyViolation")]), "destroy").IsTransient.Should().BeFalse("the other does not pass by itself");
    }
}
