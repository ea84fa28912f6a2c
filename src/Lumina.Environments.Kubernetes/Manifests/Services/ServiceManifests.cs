using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>
/// A service as a Deployment, or as a StatefulSet where it has volumes; one that runs once as a Job, and one that runs by the clock as a CronJob. Its type decides nothing of that: a worker may do any of them.
/// A Service by the spec's own name, so that others reach it as <c>http://api:8080</c>.
/// </summary>
internal sealed class ServiceManifests : IKubernetesManifests<ServiceSpec>
{
    /// <summary>Bears the spec's version, which is free text.</summary>
    public const string VersionAnnotation = "lumina-version";

    public bool Takes(ServiceSpec spec) => !spec.IsExternal;

    public IEnumerable<SpecificationFault> FindObstacles(ServiceSpec spec, KubernetesOptions options) => ServiceObstacles.Find(spec, options);

    public IEnumerable<NotApplicableSetting> FindNotApplicable(ServiceSpec spec)
    {
        for (int i = 0; i < spec.Endpoints.Count; i++)
        {
            if (spec.Endpoints[i].Secured)
            {
                yield return new(string.Create(CultureInfo.InvariantCulture, $"endpoints[{i}].secured"), $"nothing is secured within the cluster, as {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.AllowUnencrypted)} allows");
            }
        }

        if (spec.Replicas > 1 && ServiceMounts.HasVolumes(spec))
        {
            yield return new("container.mounts", "each replica has volumes of its own");
        }

        if (spec.Container is { CopyOnFailure.Count: > 0 })
        {
            yield return new("container.copyOnFailure", "no files are copied out of pods");
        }

        if (spec.Endpoints.Count == 0 && spec.Container is { Aliases.Count: > 0 })
        {
            yield return new("container.aliases", "without an endpoint nobody reaches it, by whatever name");
        }
    }

    public void Write(ServiceSpec spec, KubernetesComponent component)
    {
        Workloads.AddAccount(component);
        ServiceSettings settings = ServiceSettings.Of(spec, component);
        settings.Write(component);
        PodTemplate template = ServicePods.Write(spec, component, settings);
        ComponentAccess.Write(spec, component);
        if (spec.Endpoints.Count > 0)
        {
            foreach (string name in (spec.Container?.Aliases ?? []).Prepend(spec.Name).Distinct(StringComparer.Ordinal))
            {
                Workloads.AddService(component, name, ServicePorts.Of(spec).Select(port => KeyValuePair.Create(port.Key.Name, port.Value)));
            }
        }

        Dictionary<string, string> annotations = new(StringComparer.Ordinal);
        if (spec.Version is { } version)
        {
            annotations[VersionAnnotation] = version;
        }

        if (spec.Run.IsOnce)
        {
            Workloads.AddJob(component, template, annotations);
        }
        else if (spec.Run.Schedule is { } schedule)
        {
            string served = component.Versions.CronJobs ?? throw new ProviderException($"The cluster has no cron jobs, and {component.Name} runs by the clock. Let it run always, and see to its times itself.");
            Workloads.AddCronJob(component, served, schedule, template, annotations);
        }
        else if (ServiceMounts.HasVolumes(spec))
        {
            Workloads.AddStatefulSet(component, spec.Name, template, spec.Replicas, annotations);
        }
        else
        {
            Workloads.AddDeployment(component, template, ServiceScaling.Of(spec, component) is null ? spec.Replicas : null, annotations);
        }

        ServiceScaling.Write(spec, component);
        PublicService.Write(spec, component);
    }

    public ComponentOutputs Outputs(ServiceSpec spec, KubernetesComponent component)
    {
        ComponentOutputs outputs = ServicePorts.Of(spec).Aggregate(
            ComponentOutputs.Empty, (all, port) => all.With(port.Key.Name, Address(port.Key, spec.Name, port.Value), Vantage.Network));
        return PublicService.Address(spec, component) is { } address && !component.Options.ForwardPorts
            ? outputs.With(PublicService.Endpoint(spec)!.Value.Key.Name, address, Vantage.Host)
            : outputs;
    }

    public IEnumerable<ForwardedPort> Ports(ServiceSpec spec, KubernetesComponent component) => ServicePorts.Of(spec).Select(port => new ForwardedPort(
        port.Key.Name, spec.Name, port.Value, (host, forwarded) => ComponentOutputs.Empty.With(port.Key.Name, Address(port.Key, host, forwarded), Vantage.Host)));

    // What a spec wants secured is not, here.
    private static string Address(EndpointSpec endpoint, string host, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"{(endpoint with { Secured = false }).Scheme}://{host}:{port}");
}
