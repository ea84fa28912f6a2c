using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Aws;

/// <summary>Bounds what can be said in <see cref="AwsOptions"/>.</summary>
internal sealed partial class AwsOptionsValidator : IValidateOptions<AwsOptions>
{
    public ValidateOptionsResult Validate(string? name, AwsOptions options)
    {
        List<string> faults = [];
        if (options.Region is { } region && AwsRegion.FindFault(nameof(AwsOptions.Region), region, options) is { } unknown)
        {
            faults.Add(unknown.ToString());
        }

        Check(options.AccountId is null || Account().IsMatch(options.AccountId), $"{nameof(AwsOptions.AccountId)} is '{options.AccountId}': it is the 12 digits of an account.");
        Check(options.RoleArn is null || options.RoleArn.StartsWith("arn:", StringComparison.Ordinal), $"{nameof(AwsOptions.RoleArn)} is '{options.RoleArn}': it is an ARN such as arn:aws:iam::123456789012:role/environments.");
        Check(
            options.EndpointUrl is null or { IsAbsoluteUri: true, Scheme: "http" or "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" },
            $"{nameof(AwsOptions.EndpointUrl)} is not of the form of http://127.0.0.1:4566: it is a scheme, a host and a port alone.");
        Check(Provider().IsMatch(options.ProviderVersion), $"{nameof(AwsOptions.ProviderVersion)} is '{options.ProviderVersion}': it is one version, such as 5.100.0.");
        Check(options.VpcId is null || options.VpcId.StartsWith("vpc-", StringComparison.Ordinal), $"{nameof(AwsOptions.VpcId)} is '{options.VpcId}': it begins with vpc-.");
        Check(options.SubnetIds.Count == 0 || options.VpcId is not null, $"{nameof(AwsOptions.SubnetIds)} are given without their {nameof(AwsOptions.VpcId)}.");
        Check(options.SubnetIds.Count != 1, $"{nameof(AwsOptions.SubnetIds)} has one subnet: databases and load balancers need two, in two zones.");
        Check(options.SecurityGroupIds.Count == 0 || options.VpcId is not null, $"{nameof(AwsOptions.SecurityGroupIds)} are given without their {nameof(AwsOptions.VpcId)}.");
        Check(options.SecurityGroupIds.Count <= 4, $"{nameof(AwsOptions.SecurityGroupIds)} has {options.SecurityGroupIds.Count}: it has up to 4, since AWS takes five and one is ours.");
        foreach (string group in options.SecurityGroupIds.Where(group => !group.StartsWith("sg-", StringComparison.Ordinal)))
        {
            faults.Add($"{nameof(AwsOptions.SecurityGroupIds)} has '{group}': it begins with sg-.");
        }

        Check(options.NetworkPrefixLength is >= 16 and <= 26, $"{nameof(AwsOptions.NetworkPrefixLength)} is {options.NetworkPrefixLength}: it is 16 to 26.");
        if (NetworkPool.WhyNot(options) is { } unfit)
        {
            faults.Add(unfit);
        }

        Check(options.Terraform.Parallelism is >= 1 and <= 100, $"{nameof(AwsTerraformOptions.Parallelism)} is {options.Terraform.Parallelism}: it is 1 to 100.");
        Check(options.Terraform.Concurrency >= 1, $"{nameof(AwsTerraformOptions.Concurrency)} is {options.Terraform.Concurrency}: it is at least 1.");
        Check(options.StateCopies.Bucket is not { } bucket || Bucket().IsMatch(bucket), $"{nameof(AwsOptions.StateCopies)}.{nameof(AwsStateCopyOptions.Bucket)} is '{options.StateCopies.Bucket}': it is the name of a bucket, 3 to 63 lower-case letters, digits, hyphens and full stops.");
        Check(options.StateCopies is not { InStore: true, Bucket: not null }, $"{nameof(AwsOptions.StateCopies)} are to be in the store ({nameof(AwsStateCopyOptions.InStore)}) and in the bucket '{options.StateCopies.Bucket}': say one of them.");
        Check(options.StateCopies.Region is null || AwsRegion.IsName(options.StateCopies.Region), $"{nameof(AwsOptions.StateCopies)}.{nameof(AwsStateCopyOptions.Region)} is '{options.StateCopies.Region}': it is a region such as eu-central-1.");
        foreach (string cidr in options.CallerCidrs)
        {
            bool isBlock = IPNetwork.TryParse(cidr, out IPNetwork block);
            Check(isBlock, $"{nameof(AwsOptions.CallerCidrs)} has '{cidr}': it is a block of addresses such as 203.0.113.7/32.");
            Check(!isBlock || block.ToString() == cidr, $"{nameof(AwsOptions.CallerCidrs)} has '{cidr}', which has bits set behind its first {block.PrefixLength}: write '{block}', or the one address with /{(block.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)}.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool isRight, string fault)
        {
            if (!isRight)
            {
                faults.Add(fault);
            }
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Bucket();

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Account();

    [GeneratedRegex("^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Provider();
}
