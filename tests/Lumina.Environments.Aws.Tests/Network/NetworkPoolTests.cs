using System.Net;
using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>The addresses of networks whose specs name none, through the manager: the real terraform, the real AWS provider, moto.</summary>
[Trait("Category", "Networking")]
public sealed class NetworkPoolTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private static readonly IPNetwork Pool = IPNetwork.Parse("10.64.0.0/14");

    [MotoFact]
    [Trait("Category", "Soak")]
    public async Task Networks_without_addresses_are_apart_from_each_other_and_from_what_the_account_has_and_stay_what_they_are()
    {
        await moto.AskAsync("ec2", "create-vpc", "--cidr-block", "10.64.0.0/17");
        await using AwsEnvironmentLab lab = new(moto, options =>
        {
            options.NetworkPool = Pool.ToString();
            options.CallerCidrs.Add("10.65.3.0/24");
        });
        EnvironmentSpec spec = new("shop", "payments") { Network = new NetworkSpec { Subnets = [new SubnetSpec("a"), new SubnetSpec("b")] } };

        TestEnvironment[] environments = await Task.WhenAll(lab.Manager.OpenAsync(spec), lab.Manager.OpenAsync(spec with { Name = "other" }));

        // Of the four blocks of the pool, an old VPC has a part of one, and a caller of another.
        string[] blocks = [.. environments.Select(environment => environment.Snapshot.Find(ComponentName.Network)!.Outputs.Find("cidr", Vantage.Network)!.Value!)];
        blocks.Should().BeEquivalentTo("10.66.0.0/16", "10.67.0.0/16");
        foreach (TestEnvironment environment in environments)
        {
            string block = environment.Snapshot.Find(ComponentName.Network)!.Outputs.Find("cidr", Vantage.Network)!.Value!;
            (await BlocksAsync("Vpcs", environment.Id)).Should().Equal(block);
            (await BlocksAsync("Subnets", environment.Id)).Should().BeEquivalentTo($"{block[..5]}.0.0/18", $"{block[..5]}.64.0/18");
        }

        // A third finds no room, is told so before anything is made, and nothing of it is left.
        SpecificationFault fault = (await FluentActions.Awaiting(() => lab.Manager.PlanAsync(spec with { Name = "third" })).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle().Which;
        fault.Should().Be(new SpecificationFault(
            "network.cidr", "Every /16 of 10.64.0.0/14 is taken by a VPC of the account in the region eu-central-1, or by AwsOptions.CallerCidrs.", "Write the cidr of the network, or a larger AwsOptions.NetworkPool."));

        await lab.Manager.ExtendAsync(environments[0].Id, TimeSpan.FromHours(1));
        (await environments[0].DetectDriftAsync()).HasDrift.Should().BeFalse();
        (await BlocksAsync("Vpcs", environments[0].Id)).Should().Equal(blocks[0]);
        await environments[0].DisposeAsync();
        await using (TestEnvironment another = await lab.Manager.OpenAsync(spec with { Name = "third" }))
        {
            another.Snapshot.Find(ComponentName.Network)!.Outputs.Find("cidr", Vantage.Network)!.Value!.Should().Be(blocks[0], "it is free again");
        }

        await environments[1].DisposeAsync();
        Directory.EnumerateFileSystemEntries(Path.Combine(lab.StateDirectory, "environments")).Should().BeEmpty();
    }

    private async Task<string[]> BlocksAsync(string what, EnvironmentId id)
    {
        JsonElement found = await moto.AskAsync("ec2", $"describe-{what.ToLowerInvariant()}", "--filters", $"Name=tag:{OwnershipMarks.EnvironmentMark},Values={id.Value}");
        return [.. found.GetProperty(what).EnumerateArray().Select(each => each.GetProperty("CidrBlock").GetString()!)];
    }
}
