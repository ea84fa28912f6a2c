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

    private readonly Lock _lock = new();
    private readonly Dictionary<EnvironmentId, IPNetwork> _given = [];

    /// <summary>Chooses a block. Where the environment has a VPC already that nobody has written down, its block.</summary>
    /// <exception cref="ProviderException">All blocks are taken.</exception>
    public async Task<string> ChooseAsync(ComponentContext context, AwsApi api, CancellationToken cancellationToken)
    {
        List<IPNetwork> taken = [.. options.CallerCidrs.Select(IPNetwork.Parse).Where(IsVersion4)];
        await foreach (XElement page in AwsPages.QueryAsync(api, AwsService.Ec2, "DescribeVpcs", [], ("NextToken", "nextToken"), cancellationToken).ConfigureAwait(false))
        {
            foreach (XElement vpc in page.Items("vpcSet"))
            {
                Dictionary<string, string> tags = vpc.Tags("tagSet");
                if (tags.GetValueOrDefault(OwnershipMarks.EnvironmentMark) == context.EnvironmentId.Value && tags.GetValueOrDefault(OwnershipMarks.ComponentMark) == context.Component.ToString() && vpc.Text("cidrBlock") is { } own)
                {
                    return own;
                }

                taken.AddRange(vpc.All("cidrBlock").Select(block => IPNetwork.Parse(block.Value)));
            }
        }

        lock (_lock)
        {
            taken.AddRange(_given.Where(given => given.Key != context.EnvironmentId).Select(given => given.Value));
            IPNetwork chosen = BlocksFor(context.EnvironmentId).Cast<IPNetwork?>().FirstOrDefault(block => !taken.Any(other => Overlap(block!.Value, other)))
                ?? throw new ProviderException($"every /{options.NetworkPrefixLength} of {options.NetworkPool} is taken by a VPC of the account in the region {api.Region}, or by AwsOptions.CallerCidrs; write the cidr of the network, or a larger AwsOptions.NetworkPool");
            _given[context.EnvironmentId] = chosen;
            return chosen.ToString();
        }
    }

    /// <summary>A block to plan with, whoever has it.</summary>
    public string Propose(EnvironmentId environment) => BlocksFor(environment).First().ToString();

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
