using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>The pods of a service.</summary>
internal static class ServicePods
{
    /// <summary>Writes what they mount and gives their template.</summary>
    public static PodTemplate Write(ServiceSpec spec, KubernetesComponent component, ServiceSettings settings)
    {
        ContainerSettings container = spec.Container ?? new ContainerSettings();
        Volumes volumes = new();
        ServiceFiles.Write(container.Files, component, volumes);
        ServiceMounts.Write(container.Mounts, component, volumes);
        UnixUser? user = (container.User ?? component.Options.DefaultUser) is { } text && UnixUser.TryParse(text, out UnixUser? parsed) ? parsed : null;
        return new PodTemplate
        {
            Container = Container(spec, container, component, settings),
            SecurityContext = PodSecurityContexts.OfPod(PodSecurityContexts.IsRestricted(component.Options), user, ServiceMounts.HasVolumes(spec)),
            Volumes = volumes,
            Hash = settings.Hash(container.Files, component.HashKey),

            // The pod's own process is the first one then: it clears children away, and a signal works on a process that is not the first as it does everywhere.
            SharesProcesses = container.Init,
            Spreads = ServiceScaling.HasSeveral(spec, component),
            Ends = !spec.Run.IsAlways,
        };
    }

    private static JsonObject Container(ServiceSpec spec, ContainerSettings settings, KubernetesComponent component, ServiceSettings variables)
    {
        JsonObject container = new()
        {
            ["image"] = spec.Sources.OfType<ImageSource>().First().Name,
            ["resources"] = ResourceNeeds.Of(settings, component.Options, ServiceScaling.Of(spec, component) is not null),
            ["securityContext"] = PodSecurityContexts.OfContainer(PodSecurityContexts.IsRestricted(component.Options), settings.ReadOnlyRoot, ServicePorts.HasPrivileged(spec)),
        };
        AddWords(container, "command", settings.Entrypoint);
        AddWords(container, "args", settings.Command);
        if (settings.WorkingDirectory is { } directory)
        {
            container["workingDir"] = directory;
        }

        if (variables.Sources() is { Count: > 0 } sources)
        {
            container["envFrom"] = sources;
        }

        if (spec.Endpoints.Count > 0)
        {
            container["ports"] = new JsonArray([.. ServicePorts.Of(spec).Select(port => (JsonNode)new JsonObject { ["containerPort"] = port.Value, ["protocol"] = "TCP" })]);
        }

        ServiceProbes.Add(container, spec);
        return container;
    }

    private static void AddWords(JsonObject container, string member, IReadOnlyList<string> words)
    {
        if (words.Count > 0)
        {
            container[member] = new JsonArray([.. words.Select(word => (JsonNode)KubernetesText.Literal(word))]);
        }
    }
}
