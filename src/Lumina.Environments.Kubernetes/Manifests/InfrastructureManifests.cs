using System.Text.RegularExpressions;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Infrastructure: the cluster's nodes stand in for machines. Services read auto scaling and domain from it; by itself it is a ConfigMap that bears the marks.</summary>
internal sealed partial class InfrastructureManifests : IKubernetesManifests<InfrastructureSpec>
{
    public bool Takes(InfrastructureSpec spec) => true;

    public IEnumerable<SpecificationFault> FindObstacles(InfrastructureSpec spec, KubernetesOptions options)
    {
        if (spec.Resources.Count > 0)
        {
            yield return new(
                "resources",
                $"Cloud resources are not to be had on Kubernetes: {string.Join(", ", spec.Resources.Select(resource => $"{resource.Type} '{resource.Name}'"))}.",
                "Leave them out, or make the infrastructure with another provider.");
        }

        if (spec.Domain is { } domain && !HostName().IsMatch(PublicService.Host(domain)))
        {
            yield return new("domain.name", $"Domain '{domain.Name}' is no host that an Ingress takes.", "Write letters, digits, hyphens and dots only.");
        }

        if (spec.Domain?.Certificate is { } certificate && !HostName().IsMatch(certificate))
        {
            yield return new(
                "domain.certificate", $"The certificate '{certificate}' is no name of a Secret.", "Write that of one of type kubernetes.io/tls, which a policy of the cluster puts into each namespace.");
        }
    }

    public IEnumerable<NotApplicableSetting> FindNotApplicable(InfrastructureSpec spec)
    {
        if (spec.Region is not null)
        {
            yield return new("region", "the cluster is where it is");
        }

        if (spec.InstanceType is not null || spec.InstanceCount > 0)
        {
            yield return new("instanceCount", "the cluster's nodes stand in for all instances");
        }

        if (spec.LoadBalancer is not null)
        {
            yield return new("loadBalancer", "a Service spreads requests over a service's pods; from outside one is reached through the ingress of a domain");
        }

        if (spec.Settings.Count > 0)
        {
            yield return new("settings", "they are in the words of another platform");
        }

        if (spec.Backup is not null)
        {
            yield return new("backup", "nothing outlives the environment");
        }
    }

    public void Write(InfrastructureSpec spec, KubernetesComponent component) => ConfigObjects.AddNote(component);

    public ComponentOutputs Outputs(InfrastructureSpec spec, KubernetesComponent component) =>
        spec.Domain is { } domain ? ComponentOutputs.Empty.With(OutputNames.Host, PublicService.Host(domain)) : ComponentOutputs.Empty;

    public IEnumerable<ForwardedPort> Ports(InfrastructureSpec spec, KubernetesComponent component) => [];

    [GeneratedRegex(@"\A(?=.{1,253}\z)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex HostName();
}
