namespace Lumina.Environments;

/// <summary>What of a component costs, read from its spec. What depends on use (traffic, requests) is among it, without a quantity.</summary>
internal static class PricedItems
{
    private const string Traffic = "traffic";

    public static IEnumerable<PricedItem> Of(ComponentSpec spec, string provider, ComponentLocation location)
    {
        PricedItem item = new() { Provider = provider, Kind = spec.Kind, Region = location.Region };
        return spec switch
        {
            InfrastructureSpec infrastructure => Infrastructure(infrastructure, item),
            NetworkSpec network => Network(network, item),
            DatabaseSpec { Existing: not null } or ServiceSpec { IsExternal: true } => [],
            DatabaseSpec database => Database(database, item),
            ServiceSpec service => [item with { Sku = service.Type.Name, Quantity = service.Replicas }],
            { Kind: ComponentKinds.Data } => [],
            _ => [item with { AccruesWhileStopped = true }],
        };
    }

    private static IEnumerable<PricedItem> Infrastructure(InfrastructureSpec spec, PricedItem item)
    {
        int machines = Math.Max(spec.InstanceCount, spec.AutoScaling?.Minimum ?? 0);
        if (machines > 0)
        {
            yield return item with { Kind = "instance", Sku = spec.InstanceType, Quantity = machines };
            yield return item with { Kind = "volume", Quantity = null, Unit = PriceUnit.GibibyteMonth, AccruesWhileStopped = true };
        }

        if (spec.LoadBalancer is { } balancer)
        {
            yield return item with { Kind = "load-balancer", Sku = "application", AccruesWhileStopped = true };
            yield return item with { Kind = "load-balancer", Sku = Traffic, Quantity = null, AccruesWhileStopped = true };
            if (balancer.Public)
            {
                // An application load balancer has an address in each of its zones, and two zones at least.
                yield return Address(item, count: 2);
            }
        }

        if (spec.Domain is not null)
        {
            yield return item with { Kind = "domain", AccruesWhileStopped = true };
        }

        if (spec.Backup is not null)
        {
            yield return item with { Kind = "backup", Quantity = null, Unit = PriceUnit.GibibyteMonth, AccruesWhileStopped = true };
        }

        foreach (ResourceSpec resource in spec.Resources)
        {
            yield return item with { Kind = resource.Type.Name, Sku = resource.Name, Quantity = null, AccruesWhileStopped = true };
        }
    }

    private static IEnumerable<PricedItem> Network(NetworkSpec spec, PricedItem item)
    {
        yield return item with { AccruesWhileStopped = true };
        if (spec.NatGateway)
        {
            yield return item with { Kind = "nat-gateway", Sku = "gateway", AccruesWhileStopped = true };
            yield return item with { Kind = "nat-gateway", Sku = Traffic, Quantity = null, AccruesWhileStopped = true };
            yield return Address(item, count: 1);
        }
    }

    private static IEnumerable<PricedItem> Database(DatabaseSpec spec, PricedItem item)
    {
        // A standby in another zone is a second machine with a second copy of the data.
        int copies = spec.MultiAz ? 2 : 1;
        yield return item with { Kind = spec.Type.Name, Sku = spec.InstanceClass, Quantity = copies };
        if (spec.Type != DatabaseType.Redis)
        {
            yield return item with { Kind = spec.Type.Name, Sku = "storage", Quantity = copies * spec.StorageGib, Unit = PriceUnit.GibibyteMonth, AccruesWhileStopped = true };
        }
    }

    private static PricedItem Address(PricedItem item, int count) =>
        item with { Kind = "public-ipv4", Sku = "address", Quantity = count, AccruesWhileStopped = true };
}
