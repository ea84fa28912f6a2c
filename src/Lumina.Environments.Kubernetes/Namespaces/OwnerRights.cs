using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Writes what an environment's owner may do in its namespace: look at everything but Secrets, read logs, forward ports, run commands in pods. Nothing is changed. Pure.</summary>
internal static class OwnerRights
{
    /// <summary>The Role and its binding.</summary>
    public const string Name = "environment-owner";

    private static readonly string[] Reading = ["get", "list", "watch"];

    /// <summary>None where the options name nobody for the owner.</summary>
    public static IEnumerable<KubernetesObject> Objects(OwnershipMarks marks, KubernetesOptions options)
    {
        if (!options.Owners.TryGetValue(marks.Owner, out IList<KubernetesSubject>? subjects) || subjects.Count == 0)
        {
            yield break;
        }

        yield return NamespaceContent.Write(KubernetesType.Role, Name, marks, new JsonObject
        {
            ["rules"] = new JsonArray(
                Rule("", ["pods", "pods/log", "services", "endpoints", "configmaps", "serviceaccounts", "persistentvolumeclaims", "events", "resourcequotas", "limitranges"], Reading),
                Rule("apps", ["deployments", "statefulsets", "replicasets"], Reading),
                Rule("batch", ["jobs", "cronjobs"], Reading),
                Rule("networking.k8s.io", ["networkpolicies", "ingresses"], Reading),
                Rule("policy", ["poddisruptionbudgets"], Reading),
                Rule("autoscaling", ["horizontalpodautoscalers"], Reading),
                Rule("", ["pods/portforward", "pods/exec"], ["create", "get"])),
        });
        yield return NamespaceContent.Write(KubernetesType.RoleBinding, Name, marks, new JsonObject
        {
            ["roleRef"] = new JsonObject { ["apiGroup"] = KubernetesType.Role.Group, ["kind"] = KubernetesType.Role.Kind, ["name"] = Name },
            ["subjects"] = new JsonArray([.. subjects.Select(Subject)]),
        });
    }

    private static JsonNode Rule(string group, string[] resources, string[] verbs) => new JsonObject
    {
        ["apiGroups"] = new JsonArray(group),
        ["resources"] = new JsonArray([.. resources.Select(resource => (JsonNode)resource)]),
        ["verbs"] = new JsonArray([.. verbs.Select(verb => (JsonNode)verb)]),
    };

    private static JsonNode Subject(KubernetesSubject subject)
    {
        JsonObject written = new() { ["kind"] = subject.Kind.ToString(), ["name"] = subject.Name };
        if (subject.Kind == KubernetesSubjectKind.ServiceAccount)
        {
            written["namespace"] = subject.Namespace;
        }
        else
        {
            written["apiGroup"] = KubernetesType.Role.Group;
        }

        return written;
    }
}
