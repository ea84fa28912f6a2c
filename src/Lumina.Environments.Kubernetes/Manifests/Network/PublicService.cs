using System.Text.Json.Nodes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>The one service to which the infrastructure's domain leads: the first user interface with an HTTP endpoint, else the first API with one; to its first such endpoint.</summary>
internal static class PublicService
{
    private static readonly ServiceType[] Preferred = [ServiceType.Ui, ServiceType.Api];

    /// <summary>The endpoint to which a domain leads where it leads to this service; null where it has none.</summary>
    public static KeyValuePair<EndpointSpec, int>? Endpoint(ServiceSpec spec)
    {
        foreach (KeyValuePair<EndpointSpec, int> port in ServicePorts.Of(spec))
        {
            if (port.Key is { Protocol: EndpointProtocol.Http, Secured: false })
            {
                return port;
            }
        }

        return null;
    }

    /// <summary>The port at which the cluster's ingress controller reaches a component; null where no domain leads to it.</summary>
    public static int? Port(ComponentSpec spec, KubernetesComponent component) => Domain(spec, component) is null ? null : Endpoint((ServiceSpec)spec)!.Value.Value;

    /// <summary>The address by which the world reaches a service; null where no domain leads to it.</summary>
    public static string? Address(ComponentSpec spec, KubernetesComponent component) =>
        Domain(spec, component) is { } domain ? $"{(domain.Tls ? "https" : "http")}://{Host(domain)}" : null;

    /// <summary>A host's name as an Ingress takes it.</summary>
    public static string Host(DomainSpec domain) => domain.Name.ToLowerInvariant();

    /// <summary>Writes the Ingress where a domain leads to the service. Without a certificate's Secret the ingress controller serves its own default one.</summary>
    /// <exception cref="ProviderException">The cluster has no Ingress of version v1.</exception>
    public static void Write(ServiceSpec spec, KubernetesComponent component)
    {
        if (Domain(spec, component) is not { } domain)
        {
            return;
        }

        if (!component.Versions.HasIngresses)
        {
            throw new ProviderException($"The domain '{domain.Name}' leads to {component.Name}, and the cluster has no networking.k8s.io/v1 Ingress; leave the domain out, or take a cluster from version 1.19 on.");
        }

        JsonObject backend = new() { ["service"] = new JsonObject { ["name"] = spec.Name, ["port"] = new JsonObject { ["number"] = Endpoint(spec)!.Value.Value } } };
        JsonObject content = new()
        {
            ["rules"] = new JsonArray(new JsonObject
            {
                ["host"] = Host(domain),
                ["http"] = new JsonObject { ["paths"] = new JsonArray(new JsonObject { ["path"] = "/", ["pathType"] = "Prefix", ["backend"] = backend }) },
            }),
        };
        if (component.Options.IngressClass is { } ingressClass)
        {
            content["ingressClassName"] = ingressClass;
        }

        if (domain.Tls)
        {
            JsonObject tls = new() { ["hosts"] = new JsonArray(Host(domain)) };
            if (domain.Certificate is { } secret)
            {
                tls["secretName"] = secret;
            }

            content["tls"] = new JsonArray(tls);
        }

        component.Add(KubernetesType.Ingress, component.ExternalName, new JsonObject { ["spec"] = content });
    }

    private static DomainSpec? Domain(ComponentSpec spec, KubernetesComponent component) =>
        component.Components.OfType<InfrastructureSpec>().FirstOrDefault()?.Domain is { } domain && Find(component)?.ComponentName == spec.ComponentName ? domain : null;

    private static ServiceSpec? Find(KubernetesComponent component) => Preferred
        .Select(type => component.Components.OfType<ServiceSpec>().FirstOrDefault(service => service.Type == type && !service.IsExternal && Endpoint(service) is not null))
        .FirstOrDefault(service => service is not null);
}
