namespace Lumina.Environments.Kubernetes;

/// <summary>A type of object, as calls name it.</summary>
/// <param name="Group">Its group; empty for the core.</param>
/// <param name="Version">The version of its group, such as <c>v1</c>.</param>
/// <param name="Kind">Such as <c>Deployment</c>.</param>
/// <param name="Plural">Such as <c>deployments</c>.</param>
internal sealed record KubernetesType(string Group, string Version, string Kind, string Plural)
{
    public static KubernetesType Namespace { get; } = new("", "v1", "Namespace", "namespaces");

    public static KubernetesType ResourceQuota { get; } = new("", "v1", "ResourceQuota", "resourcequotas");

    public static KubernetesType LimitRange { get; } = new("", "v1", "LimitRange", "limitranges");

    public static KubernetesType ServiceAccount { get; } = new("", "v1", "ServiceAccount", "serviceaccounts");

    public static KubernetesType ConfigMap { get; } = new("", "v1", "ConfigMap", "configmaps");

    public static KubernetesType Secret { get; } = new("", "v1", "Secret", "secrets");

    public static KubernetesType Service { get; } = new("", "v1", "Service", "services");

    public static KubernetesType Pod { get; } = new("", "v1", "Pod", "pods");

    public static KubernetesType Event { get; } = new("", "v1", "Event", "events");

    public static KubernetesType PersistentVolumeClaim { get; } = new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims");

    public static KubernetesType Deployment { get; } = new("apps", "v1", "Deployment", "deployments");

    public static KubernetesType StatefulSet { get; } = new("apps", "v1", "StatefulSet", "statefulsets");

    public static KubernetesType ReplicaSet { get; } = new("apps", "v1", "ReplicaSet", "replicasets");

    public static KubernetesType Job { get; } = new("batch", "v1", "Job", "jobs");

    public static KubernetesType NetworkPolicy { get; } = new("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies");

    public static KubernetesType Ingress { get; } = new("networking.k8s.io", "v1", "Ingress", "ingresses");

    public static KubernetesType Role { get; } = new("rbac.authorization.k8s.io", "v1", "Role", "roles");

    public static KubernetesType RoleBinding { get; } = new("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings");

    public static KubernetesType GroupList { get; } = new("", "v1", "APIGroupList", ClusterCall.GroupList);

    public static KubernetesType ServerVersion { get; } = new("", "v1", "Info", ClusterCall.ServerVersion);

    /// <summary>Of the version that the cluster has: <see cref="ClusterVersions"/>.</summary>
    public static KubernetesType CronJob(string version) => new("batch", version, "CronJob", "cronjobs");

    /// <inheritdoc cref="CronJob"/>
    public static KubernetesType PodDisruptionBudget(string version) => new("policy", version, "PodDisruptionBudget", "poddisruptionbudgets");

    /// <inheritdoc cref="CronJob"/>
    public static KubernetesType HorizontalPodAutoscaler(string version) => new("autoscaling", version, "HorizontalPodAutoscaler", "horizontalpodautoscalers");

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
