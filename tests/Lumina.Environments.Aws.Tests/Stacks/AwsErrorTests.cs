using System.Diagnostics;
using System.Net;
using Xunit.Abstractions;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What goes wrong with an account is said soon, with what to do, and leaves nothing: neither on AWS nor of terraform's.</summary>
[Trait("Category", "Soak")]
public sealed class AwsErrorTests(MotoServer moto, ITestOutputHelper output) : IClassFixture<MotoServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static EnvironmentSpec Machines => new("shop", "payments")
    {
        Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("back", "10.0.1.0/24")] },
        Infrastructure = new InfrastructureSpec { InstanceType = "t3.medium", InstanceCount = 1 },
        Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)],
    };

    [MotoFact]
    public async Task Wrong_credentials_are_told_before_anything_is_made()
    {
        await using RefusingAws aws = new(moto, "GetCallerIdentity", HttpStatusCode.Forbidden, "InvalidClientTokenId", "The security token included in the request is invalid.");

        string message = await FailAsync(options => options.EndpointUrl = aws.Endpoint);

        message.Should().Contain("InvalidClientTokenId").And.Contain("AWS does not know the access key");
    }

    [MotoFact]
    public async Task An_endpoint_where_nobody_answers_is_told_before_anything_is_made()
    {
        // The discard service, which nobody has.
        string message = await FailAsync(options => options.EndpointUrl = new Uri("http://127.0.0.1:9"));

        message.Should().Contain("could not be reached at http://127.0.0.1:9").And.Contain("AwsOptions.EndpointUrl");
    }

    [MotoFact]
    public async Task A_machine_without_terraform_is_told_before_anything_is_made()
    {
        string message = await FailAsync(options => options.Terraform.ProgramPath = "/nowhere/terraform");

        message.Should().Contain("/nowhere/terraform").And.Contain("AwsOptions.Terraform.ProgramPath");
    }

    [MotoFact]
    public async Task A_value_that_AWS_does_not_take_is_told_and_all_that_was_made_is_taken_back()
    {
        await using RefusingAws aws = new(moto, "RunInstances", HttpStatusCode.BadRequest, "InvalidParameterValue", "Invalid value 't3.medium' for InstanceType.");

        string message = await FailAsync(options => options.EndpointUrl = aws.Endpoint);

        message.Should().Contain("'t3.medium'").And.Contain("AWS does not take a value of the spec");
    }

    [MotoFact]
    public async Task A_quota_that_is_used_up_is_told_and_all_that_was_made_is_taken_back()
    {
        await using RefusingAws aws = new(moto, "CreateVpc", HttpStatusCode.BadRequest, "VpcLimitExceeded", "The maximum number of VPCs has been reached.");

        string message = await FailAsync(options => options.EndpointUrl = aws.Endpoint);

        message.Should().Contain("VpcLimitExceeded").And.Contain("A quota of the account is used up");
    }

    [MotoFact]
    public async Task What_terraform_says_of_no_component_is_told_all_the_same()
    {
        // Of an emulator nobody knows which regions it has.
        string message = await FailAsync(options => options.Region = "eu-nowhere-1");

        message.Should().Contain("invalid AWS Region: eu-nowhere-1");
    }

    /// <returns>What is said.</returns>
    private async Task<string> FailAsync(Action<AwsOptions> configure)
    {
        await moto.ResetAsync();
        string[] before = await AwsInventory.TakeAsync(moto, "ec2", "dynamodb", "iam");
        await using AwsEnvironmentLab lab = new(moto, configure);
        long began = Stopwatch.GetTimestamp();

        EnvironmentException exception = (await FluentActions.Awaiting(() => lab.Manager.ProvisionAsync(Machines).WaitAsync(Patience)).Should().ThrowAsync<EnvironmentException>()).Which;

        output.WriteLine($"After {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s: {exception.Message}");
        (await AwsInventory.TakeAsync(moto, "ec2", "dynamodb", "iam")).Except(before, StringComparer.Ordinal).Should().BeEmpty();
        string environments = Path.Combine(lab.StateDirectory, "environments");
        (Directory.Exists(environments) ? Directory.GetFileSystemEntries(environments) : []).Should().BeEmpty();
        (await lab.Manager.QueryAsync(new EnvironmentQuery { Active = true }).CountAsync()).Should().Be(0);
        return exception.ToString();
    }
}
