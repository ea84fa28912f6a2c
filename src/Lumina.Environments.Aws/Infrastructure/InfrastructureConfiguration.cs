using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Machines, load balancer, domain, backups and cloud resources; each is written by a class beside this one, or in <c>Resources/</c>.</summary>
internal sealed class InfrastructureConfiguration : IAwsConfiguration<InfrastructureSpec>
{
    private const string RegionOutput = "region";
    private const string DomainOutput = "domain";

    public bool Takes(InfrastructureSpec spec) => true;

    public IEnumerable<SpecificationFault> FindObstacles(InfrastructureSpec spec, AwsOptions options) =>
    [
        .. DomainConfiguration.FindObstacles(spec),
        .. UserData.FindObstacles(spec),
        .. ResourceConfigurations.FindObstacles(spec),
        .. !string.IsNullOrWhiteSpace(spec.Region) && spec.Region is { } region && AwsRegion.FindFault("region", region, options) is { } unknown ? [unknown] : Array.Empty<SpecificationFault>(),
        .. spec.Backup?.Schedule is { } schedule && BackupSchedule.FindFault(schedule) is { } fault ? [fault] : Array.Empty<SpecificationFault>(),
    ];

    public IEnumerable<NotApplicableSetting> FindNotApplicable(InfrastructureSpec spec)
    {
        if (LoadBalancerConfiguration.HasMachines(spec))
        {
            yield break;
        }

        if (spec.InstanceType is not null)
        {
            yield return new("instanceType", "there are no machines");
        }

        if (spec.Settings.Count > 0)
        {
            yield return new("settings", "there are no machines");
        }

        if (spec.Backup is not null)
        {
            yield return new("backup", "there are no machines");
        }
    }

    /// <summary>The slowest of its parts; they are made side by side.</summary>
    public TimeSpan EstimateDuration(InfrastructureSpec spec) => TimeSpan.FromSeconds(new[]
    {
        20,
        LoadBalancerConfiguration.HasMachines(spec) ? 60 : 0,
        spec.LoadBalancer is null ? 0 : 180,
        spec.Domain is { Tls: true, Certificate: null } ? 300 : 0,
        spec.Resources.Max(resource => (int?)ResourceConfigurations.Find(resource)?.EstimateDuration(new ResourceSettings(resource)).TotalSeconds) ?? 0,
    }.Max());

    /// <summary>A load balancer that is not public can be reached from its network alone.</summary>
    public Vantage ReachableFrom(InfrastructureSpec spec, AwsOptions options) => spec.LoadBalancer is { Public: false } ? Vantage.Network : Vantage.Everywhere;

    public async Task<SpecificationFault?> CheckPlaceAsync(InfrastructureSpec spec, AwsSession session, CancellationToken cancellationToken) =>
        LoadBalancerConfiguration.HasMachines(spec) ? await InstanceTypes.CheckAsync(MachineImage.InstanceType(spec), session, cancellationToken).ConfigureAwait(false) : null;

    public void Write(InfrastructureSpec spec, AwsComponent component)
    {
        AwsNetwork? network = LoadBalancerConfiguration.HasMachines(spec) || spec.LoadBalancer is not null || spec.Resources.Any(Route53Configuration.NeedsNetwork) ? AwsNetwork.For(component) : null;
        if (spec.LoadBalancer is { } balancer)
        {
            LoadBalancerConfiguration.Write(spec, balancer, component, network!);
        }

        if (spec.AutoScaling is { } scaling)
        {
            ScalingGroupConfiguration.Write(spec, scaling, component, network!);
        }
        else if (spec.InstanceCount > 0)
        {
            InstancesConfiguration.Write(spec, component, network!);
        }

        if (spec.Domain is { } domain)
        {
            DomainConfiguration.Write(domain, component);
        }

        if (spec.Backup is { } backup && LoadBalancerConfiguration.HasMachines(spec))
        {
            BackupConfiguration.Write(backup, component);
        }

        ResourceConfigurations.Write(spec, component, network);
    }

    public ComponentOutputs Read(InfrastructureSpec spec, AwsComponent component, AwsValues values)
    {
        ComponentOutputs outputs = ResourceConfigurations.Read(spec, values, ComponentOutputs.Empty.With(RegionOutput, component.Region));
        if (spec.AutoScaling is not null)
        {
            outputs = outputs.With(ScalingGroupConfiguration.NameOutput, values.Get(ScalingGroupConfiguration.NameOutput));
        }
        else if (spec.InstanceCount > 0)
        {
            outputs = outputs
                .With(InstancesConfiguration.IdsOutput, string.Join(',', values.List(InstancesConfiguration.IdsOutput)))
                .With(InstancesConfiguration.AddressesOutput, string.Join(',', values.List(InstancesConfiguration.AddressesOutput)), Vantage.Network);
        }

        return spec.LoadBalancer is { } balancer ? ReadAddresses(spec, balancer, values, outputs) : outputs;
    }

    private static ComponentOutputs ReadAddresses(InfrastructureSpec spec, LoadBalancerSpec balancer, AwsValues values, ComponentOutputs outputs)
    {
        Vantage vantage = balancer.Public ? Vantage.Everywhere : Vantage.Network;
        string host = values.Get(LoadBalancerConfiguration.HostOutput);
        string? domain = spec.Domain is { } named ? DomainConfiguration.Name(named) : null;
        outputs = outputs.With(LoadBalancerConfiguration.HostOutput, host, vantage);
        if (domain is not null)
        {
            outputs = outputs.With(DomainOutput, domain, vantage);
        }

        return Listener.Addresses(spec, domain ?? host).Aggregate(outputs, (given, address) => given.With(address.Key, address.Value, vantage));
    }
}
