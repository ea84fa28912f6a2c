using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Judges manifests that somebody else has written: all that can't be a part of an environment, at once.</summary>
internal sealed class ManifestRules(ClusterTypes types, string @namespace)
{
    private const string Walls = "the bounds and walls of the namespace are the environment's own";
    private const string Unstoppable = "an environment must be able to stop and start its pods, and can't with these";

    /// <summary>What is refused, by kind: why, and what to do.</summary>
    private static readonly Dictionary<(string Group, string Kind), (string Why, string Fix)> Refused = new()
    {
        [("", "ResourceQuota")] = (Walls, $"Leave it out; {nameof(KubernetesOptions)} has the quota."),
        [("", "LimitRange")] = (Walls, $"Leave it out; {nameof(KubernetesOptions)} has what a container gets by default."),
        [("networking.k8s.io", "NetworkPolicy")] = (Walls, "Leave it out: pods of the component reach each other, whom the spec refers to or depends on, and what a security group's rule opens."),
        [("", "Pod")] = (Unstoppable, "Write a Deployment or a Job."),
        [("", "ReplicationController")] = (Unstoppable, "Write a Deployment."),
        [("apps", "ReplicaSet")] = (Unstoppable, "Write a Deployment."),
        [("apps", "DaemonSet")] = (Unstoppable, "Write a Deployment, or let the cluster's owner run it."),
    };

    /// <summary>Objects that are in every namespace.</summary>
    private static readonly (string Kind, string Name)[] Taken = [("ServiceAccount", "default"), ("ConfigMap", "kube-root-ca.crt"), ("Role", OwnerRights.Name), ("RoleBinding", OwnerRights.Name)];

    /// <summary>The objects that can be, and the faults of the rest.</summary>
    public async Task<(IReadOnlyList<KubernetesObject> Objects, IReadOnlyList<SpecificationFault> Faults)> JudgeAsync(KubernetesManifestsSpec spec, IReadOnlyList<ManifestText> manifests, CancellationToken cancellationToken)
    {
        List<KubernetesObject> objects = [];
        List<SpecificationFault> faults = [];
        Dictionary<ObjectReference, string> seen = [];
        foreach (ManifestText manifest in manifests)
        {
            (KubernetesObject? item, string problem, string fix) = await JudgeAsync(spec, manifest, cancellationToken).ConfigureAwait(false);
            if (item is null)
            {
                faults.Add(new SpecificationFault(spec.Place, $"{manifest.Place}: {problem}", fix));
            }
            else if (seen.TryAdd(item.Identity, manifest.Place))
            {
                objects.Add(item);
            }
            else
            {
                faults.Add(new SpecificationFault(spec.Place, $"{manifest.Place}: {item} is there already, in {seen[item.Identity]}.", "Leave it out in one place, or give it another name."));
            }
        }

        return (objects, faults);
    }

    private async Task<(KubernetesObject? Object, string Problem, string Fix)> JudgeAsync(KubernetesManifestsSpec spec, ManifestText manifest, CancellationToken cancellationToken)
    {
        string name = manifest.Content.Name();
        if (manifest.Content is not JsonObject body || body.Text("apiVersion") is not { } version || body.Text("kind") is not { } kind || name.Length == 0)
        {
            return (null, "it is no object of Kubernetes: apiVersion, kind or metadata.name is missing.", "Write all three; a name that the cluster gives (generateName) can't be found again.");
        }

        if (!KubernetesNames.IsSubdomain(name))
        {
            return (null, $"'{name}' is no name of an object.", "Write up to 253 lower-case letters, digits, hyphens and dots.");
        }

        if (body.Text("metadata", "namespace") is { } other && other != @namespace)
        {
            return (null, $"{kind} '{name}' names the namespace '{other}'.", "Leave the namespace out: it is the environment's, whose name is not known beforehand.");
        }

        if (await types.FindAsync(version, kind, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return (null, $"the cluster has no {kind} of {version}.", "Write a version that it has (kubectl api-resources), or have it install what brings the type.");
        }

        if (!found.IsNamespaced || !found.CanBeApplied)
        {
            return (null, $"{kind} '{name}' {(found.IsNamespaced ? "is a question to the cluster, not an object" : "is an object of the cluster, not of a namespace")}.", "Leave it out: an environment has a namespace and nothing outside of it.");
        }

        if (Refused.TryGetValue((found.Type.Group, kind), out (string Why, string Fix) refused))
        {
            return (null, $"{kind} '{name}' is refused: {refused.Why}.", refused.Fix);
        }

        return Taken.Contains((kind, name)) || (found.Type == KubernetesType.Secret && name == OwnManifests.SettingsName(spec) && spec.Settings.Count > 0)
            ? (null, $"{kind} '{name}' is one that the environment has already.", "Give it another name.")
            : (new KubernetesObject(found.Type, name, body), "", "");
    }
}
