using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Lumina.Environments.Moto;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Rights that the credentials lack.</summary>
[Trait("Category", "Infrastructure")]
public sealed class AwsRightsTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private static readonly EnvironmentSpec Spec = new("shop", "payments")
    {
        Network = new NetworkSpec { InternetGateway = true, NatGateway = true },
        Infrastructure = new InfrastructureSpec { LoadBalancer = new LoadBalancerSpec() },
        Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb), new DatabaseSpec("orders", DatabaseType.PostgreSql)],
    };

    [MotoFact]
    public async Task What_the_credentials_may_not_is_told_for_all_components_at_once_and_nothing_is_made()
    {
        await using RefusingAws aws = new(moto, "DescribeLoadB*", HttpStatusCode.Forbidden, "AccessDenied", "User is not authorized to perform it.");
        await using RefusingAws both = new(aws.Endpoint.ToString().TrimEnd('/'), "DescribeVp*", HttpStatusCode.Forbidden, "AccessDenied", "User is not authorized to perform it.");
        await using AwsEnvironmentLab lab = new(moto, options => options.EndpointUrl = both.Endpoint);

        InvalidEnvironmentSpecException error = (await FluentActions.Awaiting(() => lab.Manager.ProvisionAsync(Spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;

        error.Faults.Select(fault => (fault.Path, fault.Problem)).Should().BeEquivalentTo(
        [
            ("infrastructure", "The credentials may not elasticloadbalancing:DescribeLoadBalancers in the account 123456789012, which infrastructure takes."),
            ("network", "The credentials may not ec2:DescribeVpcs in the account 123456789012, which network takes."),
        ]);
        (await lab.Manager.QueryAsync(new EnvironmentQuery()).CountAsync()).Should().Be(0);
        (await lab.Manager.PlanAsync(Spec)).Steps.Should().NotBeEmpty("who only plans makes nothing");
    }

    [MotoFact]
    public async Task Who_could_not_find_again_what_is_made_is_told_so_once()
    {
        await using RefusingAws aws = new(moto, "GetResources", HttpStatusCode.Forbidden, "AccessDeniedException", "User is not authorized to perform it.");
        await using RefusingAws more = new(aws.Endpoint.ToString().TrimEnd('/'), "Describe*", HttpStatusCode.Forbidden, "AccessDenied", "User is not authorized to perform it.");
        await using AwsEnvironmentLab lab = new(moto, options => options.EndpointUrl = more.Endpoint);

        IReadOnlyList<SpecificationFault> faults = (await FluentActions.Awaiting(() => lab.Manager.ProvisionAsync(Spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults;

        faults.Select(fault => (fault.Path, fault.Problem)).Should().BeEquivalentTo(
        [
            ("network, infrastructure, databases[0], databases[1]", "The credentials may not autoscaling:DescribeAutoScalingGroups, ec2:DescribeTags, rds:DescribeDBSubnetGroups, tag:GetResources in the account 123456789012, by which what is made is found again."),
            ("network", "The credentials may not ec2:DescribeAddresses, ec2:DescribeInternetGateways, ec2:DescribeNatGateways, ec2:DescribeRouteTables, ec2:DescribeSubnets, ec2:DescribeVpcs in the account 123456789012, which network takes."),
            ("infrastructure", "The credentials may not ec2:DescribeSecurityGroups, elasticloadbalancing:DescribeLoadBalancers in the account 123456789012, which infrastructure takes."),
            ("databases[1]", "The credentials may not ec2:DescribeSecurityGroups in the account 123456789012, which database/orders takes."),
        ]);
    }

    [MotoFact]
    public async Task Changes_that_are_only_judged_are_asked_of_EC2_with_the_very_tags()
    {
        // It keeps to IAM's policies, and refuses every signature of a GET, even that of the AWS CLI: the manager can't work with it.
        await using MotoProcess strict = await MotoProcess.StartAsync(callsBeforePolicies: 3);
        AwsOptions options = new() { EndpointUrl = new Uri(strict.Endpoint), Region = ConfigurationLab.Region, Credentials = await LimitAsync(strict, "ec2:AllocateAddress", "ec2:DescribeNatGateways") };
        AwsComponent network = new ConfigurationLab(Spec).Write(new NetworkConfiguration(), Spec.Network!);
        using HttpClient client = new();
        using AwsSession session = new(options, ConfigurationLab.Region, client, TimeProvider.System);

        (await AwsRights.FindDeniedAsync(network, session, asksDryRuns: true, CancellationToken.None)).Should().Equal("ec2:AllocateAddress (or ec2:CreateTags with it)", "ec2:DescribeNatGateways");
        (await AwsRights.FindDeniedAsync(network, session, asksDryRuns: false, CancellationToken.None)).Should().Equal("ec2:DescribeNatGateways");
    }

    /// <summary>A user who may everything but these.</summary>
    private static async Task<BasicAWSCredentials> LimitAsync(MotoProcess strict, params string[] denied)
    {
        string policy = JsonSerializer.Serialize(new
        {
            Version = "2012-10-17",
            Statement = new object[] { new { Effect = "Allow", Action = "*", Resource = "*" }, new { Effect = "Deny", Action = denied, Resource = "*" } },
        });
        await AskAsync("create-user", "--user-name", "limited");
        JsonElement key = (await AskAsync("create-access-key", "--user-name", "limited")).GetProperty("AccessKey");
        await AskAsync("put-user-policy", "--user-name", "limited", "--policy-name", "limits", "--policy-document", policy);
        return new BasicAWSCredentials(key.GetProperty("AccessKeyId").GetString(), key.GetProperty("SecretAccessKey").GetString());

        async Task<JsonElement> AskAsync(params string[] arguments)
        {
            ProcessStartInfo start = new(TestTools.FindProgram("aws")!, ["iam", .. arguments, "--output", "json", "--endpoint-url", strict.Endpoint]) { RedirectStandardOutput = true, UseShellExecute = false };
            (start.Environment["AWS_ACCESS_KEY_ID"], start.Environment["AWS_SECRET_ACCESS_KEY"], start.Environment["AWS_DEFAULT_REGION"]) = ("testing", "testing", ConfigurationLab.Region);
            using Process process = Process.Start(start)!;
            string text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            process.ExitCode.Should().Be(0);
            return JsonDocument.Parse(text.Length == 0 ? "{}" : text).RootElement;
        }
    }
}
