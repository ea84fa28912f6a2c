using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Chooses addresses for networks whose spec names none: a block of <see cref="AwsOptions.NetworkPool"/> that no VPC of the account has in the region, and that no other environment of this process was just given.</summary>
internal sealed class NetworkPool(AwsOptions options)
{
    private const int Bits = 32;
    private const string WhatToDo = "Write the cidr of the network, or a larger AwsOptions.NetworkPool.";

    /// <summary>What RFC 1918 and RFC 6598 keep for networks of one's own; in others there are somebody's hosts, and no VPC in some.</summary>
    private static readonly IPNetwork[] Private = [.. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10" }.Select(IPNetwork.Parse)];

    private readonly Lock _lock = new();
    private readonly Dictionary<EnvironmentId, IPNetwork> _given = [];

    /// <summary>What is wrong with the options' pool; null for nothing.</summary>
    public static string? WhyNot(AwsOptions options)
    {
        const string Name = nameof(AwsOptions.NetworkPool);
        return !IPNetwork.TryParse(options.NetworkPool, out IPNetwork pool) || pool.ToString() != options.NetworkPool || !Private.Any(block => block.PrefixLength <= pool.PrefixLength && block.Contains(pool.BaseAddress))
            ? $"{Name} is '{options.NetworkPool}': it is a block of private IPv4 addresses such as 10.0.0.0/8, within {string.Join(", ", Private)}."
            : options.NetworkPrefixLength is >= 16 and <= 26 && pool.PrefixLength > options.NetworkPrefixLength
                ? $"{Name} is '{options.NetworkPool}', which is smaller than one of its networks, a /{options.NetworkPrefixLength} ({nameof(AwsOptions.NetworkPrefixLength)})."
                : null;
    }

    /// <summary>Chooses a block. Where the environment has a VPC already that nobody has written down, its block.</summary>
    /// <exception cref="ProviderException">All blocks are taken.</exception>
    public async Task<string> ChooseAsync(ComponentContext context, AwsApi api, CancellationToken cancellationToken)
    {
        (string? own, List<IPNetwork> taken) = await FindTakenAsync(context, api, cancellationToken).ConfigureAwait(false);
        if (own is not null)
        {
            return own;
        }

        lock (_lock)
        {
            IPNetwork chosen = FindFree(context.EnvironmentId, taken) ?? throw new ProviderException($"{WhyNone(api)} {WhatToDo}");
            _given[context.EnvironmentId] = chosen;
            return chosen.ToString();
        }
    }

    /// <summary>Whether there is one to choose.</summary>
    /// <returns>Why not; null where there is.</returns>
    public async Task<SpecificationFault?> CheckAsync(ComponentContext context, AwsApi api, CancellationToken cancellationToken)
    {
        try
        {
            (string? own, List<IPNetwork> taken) = await FindTakenAsync(context, api, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                return own is not null || FindFree(context.EnvironmentId, taken) is not null ? null : new SpecificationFault("cidr", WhyNone(api), WhatToDo);
            }
        }
        catch (AwsApiException)
        {
            // It is asked again when it is made; a right that is lacking is told with the others.
            return null;
        }
    }

    private async Task<(string? Own, List<IPNetwork> Taken)> FindTakenAsync(ComponentContext context, AwsApi api, CancellationToken cancellationToken)
    {
        // Who comes from anywhere comes from nowhere in particular.
        IPNetwork pool = IPNetwork.Parse(options.NetworkPool);
        List<IPNetwork> taken = [.. options.CallerCidrs.Select(IPNetwork.Parse).Where(IsVersion4).Where(caller => caller.PrefixLength > pool.PrefixLength || !caller.Contains(pool.BaseAddress))];
        await foreach (XElement page in AwsPages.QueryAsync(api, AwsService.Ec2, "DescribeVpcs", [], ("NextToken", "nextToken"), cancellationToken).ConfigureAwait(false))
        {
            foreach (XElement vpc in page.Items("vpcSet"))
            {
                Dictionary<string, string> tags = vpc.Tags("tagSet");
                if (tags.GetValueOrDefault(OwnershipMarks.EnvironmentMark) == context.EnvironmentId.Value && tags.GetValueOrDefault(OwnershipMarks.ComponentMark) == context.Component.ToString() && vpc.Text("cidrBlock") is { } own)
                {
                    return (own, taken);
                }

                taken.AddRange(vpc.All("cidrBlock").Select(block => IPNetwork.Parse(block.Value)));
            }
        }

        return (null, taken);
    }

    private IPNetwork? FindFree(EnvironmentId environment, List<IPNetwork> taken)
    {
        IPNetwork[] all = [.. taken, .. _given.Where(given => given.Key != environment).Select(given => given.Value)];
        return BlocksFor(environment).Cast<IPNetwork?>().FirstOrDefault(block => !all.Any(other => Overlap(block!.Value, other)));
    }

    private string WhyNone(AwsApi api) => $"Every /{options.NetworkPrefixLength} of {options.NetworkPool} is taken by a VPC of the account in the region {api.Region}, or by AwsOptions.CallerCidrs.";

    /// <summary>A block to plan with, whoever has it.</summary>
    public string Propose(EnvironmentId environment) => BlocksFor(environment).First().ToString();

    /// <summary>Keeps what was chosen before from others.</summary>
    public void Keep(EnvironmentId environment, string block)
    {
        lock (_lock)
        {
            _given[environment] = IPNetwork.Parse(block);
        }
    }

    /// <summary>From now on its VPC is listed, or it has none.</summary>
    public void Settle(EnvironmentId environment)
    {
        lock (_lock)
        {
            _given.Remove(environment);
        }
    }

    // Each environment begins elsewhere, so that processes that choose at once seldom choose the same.
    private IEnumerable<IPNetwork> BlocksFor(EnvironmentId environment)
    {
        IPNetwork pool = IPNetwork.Parse(options.NetworkPool);
        uint first = BinaryPrimitives.ReadUInt32BigEndian(pool.BaseAddress.GetAddressBytes());
        uint count = 1u << (options.NetworkPrefixLength - pool.PrefixLength);
        uint start = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(environment.Value))) % count;
        for (uint i = 0; i < count; i++)
        {
            byte[] address = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(address, first + (((start + i) % count) << (Bits - options.NetworkPrefixLength)));
            yield return new IPNetwork(new IPAddress(address), options.NetworkPrefixLength);
        }
    }

    private static bool Overlap(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    private static bool IsVersion4(IPNetwork block) => block.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
}
