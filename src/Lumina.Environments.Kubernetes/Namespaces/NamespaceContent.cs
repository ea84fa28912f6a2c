using System.Globalization;
using System.Text.Json.Nodes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Writes what every environment's namespace has before the first component: bounds, and walls. Pure.</summary>
internal static class NamespaceContent
{
    public const string QuotaName = "environment";
    private const int Dns = 53;

    /// <summary>Where the pods that answer such questions listen on clusters whose Service alone has the usual port: policies see the pod's. OpenShift and Gardener.</summary>
    private static readonly int[] OtherDns = [5353, 8053];

    private static readonly string[] DnsNamespaces = ["kube-system", "openshift-dns"];

    /// <summary>The namespace itself.</summary>
    public static JsonObject Namespace(string name, ComponentContext context, ComponentEntry first, KubernetesOptions options)
    {
        JsonObject annotations = Annotations(context.Marks);
        annotations["lumina-environment-name"] = context.EnvironmentName;
        if (context.Tags.Count > 0)
        {
            // As one text: their names are free, and those of annotations are not.
            annotations["lumina-tags"] = new JsonObject(context.Tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value))).ToJsonString();
        }

        annotations[first.Annotation] = first.Write();
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = NamespaceLabels(context.Marks, options), ["annotations"] = annotations },
        };
    }

    /// <summary>The labels of the namespace itself.</summary>
    public static JsonObject NamespaceLabels(OwnershipMarks marks, KubernetesOptions options)
    {
        JsonObject labels = Labels(marks);
        foreach (string mode in (ReadOnlySpan<string>)["enforce", "warn", "audit"])
        {
            labels[$"pod-security.kubernetes.io/{mode}"] = options.PodSecurity;
        }

        return labels;
    }

    /// <summary>What is in it, in the order in which it is made.</summary>
    public static IEnumerable<KubernetesObject> Objects(OwnershipMarks marks, KubernetesOptions options)
    {
        JsonObject hard = new() { ["pods"] = options.PodQuota.ToString(CultureInfo.InvariantCulture) };
        AddQuantity(hard, "requests.memory", options.MemoryQuota);
        AddQuantity(hard, "requests.cpu", options.CpuQuota);
        yield return Write(KubernetesType.ResourceQuota, QuotaName, marks, new JsonObject { ["spec"] = new JsonObject { ["hard"] = hard } });

        // A pod that asks for nothing could not be counted, and would be refused.
        JsonObject usual = new() { ["memory"] = options.DefaultMemory, ["cpu"] = options.DefaultCpu };
        yield return Write(KubernetesType.LimitRange, QuotaName, marks, new JsonObject
        {
            ["spec"] = new JsonObject { ["limits"] = new JsonArray(new JsonObject { ["type"] = "Container", ["default"] = usual, ["defaultRequest"] = usual.DeepClone() }) },
        });

        // Nothing in, and nothing out but questions for names; components open what their references need.
        yield return Write(KubernetesType.NetworkPolicy, "default-deny", marks, new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["podSelector"] = new JsonObject(),
                ["policyTypes"] = new JsonArray("Ingress", "Egress"),
                ["egress"] = new JsonArray(
                    new JsonObject { ["ports"] = new JsonArray(Port("UDP", Dns), Port("TCP", Dns)) },
                    new JsonObject
                    {
                        ["to"] = new JsonArray(new JsonObject
                        {
                            ["namespaceSelector"] = new JsonObject
                            {
                                ["matchExpressions"] = new JsonArray(new JsonObject { ["key"] = "kubernetes.io/metadata.name", ["operator"] = "In", ["values"] = new JsonArray([.. DnsNamespaces.Select(each => (JsonNode)each)]) }),
                            },
                        }),
                        ["ports"] = new JsonArray([.. OtherDns.SelectMany(port => (JsonNode[])[Port("UDP", port), Port("TCP", port)])]),
                    }),
            },
        });
        yield return Write(KubernetesType.ServiceAccount, "default", marks, new JsonObject { ["automountServiceAccountToken"] = false });
        foreach (KubernetesObject each in OwnerRights.Objects(marks, options))
        {
            yield return each;
        }

        static JsonObject Port(string protocol, int port) => new() { ["protocol"] = protocol, ["port"] = port };
    }

    /// <summary>An object that bears the environment's marks.</summary>
    public static KubernetesObject Write(KubernetesType type, string name, OwnershipMarks marks, JsonObject content)
    {
        content["apiVersion"] = type.ApiVersion;
        content["kind"] = type.Kind;
        content["metadata"] = new JsonObject { ["name"] = name, ["labels"] = Labels(marks), ["annotations"] = Annotations(marks) };
        return new KubernetesObject(type, name, content);
    }

    private static JsonObject Labels(OwnershipMarks marks) => new()
    {
        [EnvironmentNamespace.ManagedByLabel] = EnvironmentNamespace.ManagedBy,
        [OwnershipMarks.InstallationMark] = marks.Installation,
        [OwnershipMarks.EnvironmentMark] = marks.EnvironmentId.Value,
    };

    private static JsonObject Annotations(OwnershipMarks marks)
    {
        JsonObject annotations = [];
        foreach ((string name, string value) in marks.ToDictionary())
        {
            annotations[name] = value;
        }

        return annotations;
    }

    private static void AddQuantity(JsonObject hard, string name, string? quantity)
    {
        if (quantity is not null)
        {
            hard[name] = quantity;
        }
    }
}
