using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Stands this machine in for instances and load balancers. Cloud resources are not to be had on it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MachineInfrastructureProvider(LocalHost host) : MachineProvider<InfrastructureSpec>(host, ComponentKinds.Infrastructure), IInfrastructureProvider
{
    public override string? WhyNot(InfrastructureSpec spec)
    {
        if (spec.Resources.Count > 0)
        {
            return $"cloud resources are not to be had on this machine: {string.Join(", ", spec.Resources.Select(resource => $"{resource.Type} '{resource.Name}'"))}";
        }

        return spec.Domain is { Tls: true } domain && !Options.AllowUnencrypted
            ? $"domain '{domain.Name}' is to be served over TLS, and nothing is on this machine; {nameof(LocalOptions)}.{nameof(LocalOptions.AllowUnencrypted)} allows it without"
            : null;
    }

    protected override IEnumerable<NotApplicableSetting> NotApplicable(InfrastructureSpec spec)
    {
        if (spec.Region is not null)
        {
            yield return new("region", "there is one machine, and it is here");
        }

        if (spec.InstanceType is not null || spec.InstanceCount > 0)
        {
            yield return new("instanceCount", "this machine stands in for all instances");
        }

        if (spec.AutoScaling is not null)
        {
            yield return new("autoScaling", "there is one machine");
        }

        if (spec.LoadBalancer is not null)
        {
            yield return new("loadBalancer", "services are reached at their own ports on the loopback interface");
        }

        if (spec.Domain is not null)
        {
            yield return new("domain", $"services are reached at {LocalDatabases.Address}");
        }

        if (spec.Backup is not null)
        {
            yield return new("backup", "nothing outlives the environment");
        }
    }
}
