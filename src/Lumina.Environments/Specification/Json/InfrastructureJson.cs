namespace Lumina.Environments;

/// <summary>Infrastructure as JSON.</summary>
internal static class InfrastructureJson
{
    private static readonly JsonObject<AutoScalingSpec> AutoScaling = new JsonObject<AutoScalingSpec>("auto scaling", () => new AutoScalingSpec(0, 0))
        .Required("minimum", Codecs.Integer, scaling => scaling.Minimum, (scaling, value) => scaling with { Minimum = value })
        .Required("maximum", Codecs.Integer, scaling => scaling.Maximum, (scaling, value) => scaling with { Maximum = value })
        .Optional("targetCpuPercent", Codecs.Integer, scaling => scaling.TargetCpuPercent, (scaling, value) => scaling with { TargetCpuPercent = value });

    private static readonly JsonObject<LoadBalancerSpec> LoadBalancer = new JsonObject<LoadBalancerSpec>("a load balancer", () => new LoadBalancerSpec())
        .Optional("public", Codecs.Boolean, balancer => balancer.Public, (balancer, value) => balancer with { Public = value })
        .Optional("ports", Codecs.Integers, balancer => balancer.Ports, (balancer, value) => balancer with { Ports = value });

    private static readonly JsonObject<DomainSpec> Domain = new JsonObject<DomainSpec>("a domain", () => new DomainSpec(""))
        .Required("name", Codecs.Text, domain => domain.Name, (domain, value) => domain with { Name = value })
        .Optional("tls", Codecs.Boolean, domain => domain.Tls, (domain, value) => domain with { Tls = value })
        .Optional("certificate", Codecs.Text, domain => domain.Certificate, (domain, value) => domain with { Certificate = value });

    private static readonly JsonObject<BackupSpec> Backup = new JsonObject<BackupSpec>("backups", () => new BackupSpec(0))
        .Required("retentionDays", Codecs.Integer, backup => backup.RetentionDays, (backup, value) => backup with { RetentionDays = value })
        .Optional("schedule", Codecs.Text, backup => backup.Schedule, (backup, value) => backup with { Schedule = value });

    private static readonly JsonObject<ResourceSpec> Resource = new JsonObject<ResourceSpec>("a resource", () => new ResourceSpec("", default))
        .Required("name", Codecs.Text, resource => resource.Name, (resource, value) => resource with { Name = value })
        .Required("type", Codecs.Name(name => new ResourceType(name), type => type.Name), resource => resource.Type, (resource, value) => resource with { Type = value })
        .Optional("settings", Codecs.TextMap, resource => resource.Settings, (resource, value) => resource with { Settings = value });

    public static readonly JsonObject<InfrastructureSpec> Codec = new JsonObject<InfrastructureSpec>("infrastructure", () => new InfrastructureSpec())
        .Optional("region", Codecs.Text, spec => spec.Region, (spec, value) => spec with { Region = value })
        .Optional("instanceType", Codecs.Text, spec => spec.InstanceType, (spec, value) => spec with { InstanceType = value })
        .Optional("instanceCount", Codecs.Integer, spec => spec.InstanceCount, (spec, value) => spec with { InstanceCount = value })
        .Optional("autoScaling", AutoScaling, spec => spec.AutoScaling, (spec, value) => spec with { AutoScaling = value })
        .Optional("loadBalancer", LoadBalancer, spec => spec.LoadBalancer, (spec, value) => spec with { LoadBalancer = value })
        .Optional("domain", Domain, spec => spec.Domain, (spec, value) => spec with { Domain = value })
        .Optional("backup", Backup, spec => spec.Backup, (spec, value) => spec with { Backup = value })
        .Optional("settings", Codecs.TextMap, spec => spec.Settings, (spec, value) => spec with { Settings = value })
        .Optional("resources", Codecs.List(Resource), spec => spec.Resources, (spec, value) => spec with { Resources = value })
        .WithComponentMembers();
}
