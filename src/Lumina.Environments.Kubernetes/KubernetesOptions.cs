namespace Lumina.Environments;

/// <summary>Which cluster environments go to, and what each may take of it.</summary>
public sealed class KubernetesOptions
{
    /// <summary>The section of the configuration that they are read from.</summary>
    public const string SectionName = "Lumina:Kubernetes";

    /// <summary>The kubeconfig file. Default: <c>KUBECONFIG</c>, else the user's own, else the service account of the pod that this process runs in.</summary>
    public string? KubeConfig { get; set; }

    /// <summary>The context of the kubeconfig. Default: its current one, as it is when an environment is made; it is recorded.</summary>
    public string? Context { get; set; }

    /// <summary>What the names of namespaces begin with: a DNS label, up to 20 characters. Default: <c>lumina</c>.</summary>
    public string NamespacePrefix { get; set; } = "lumina";

    /// <summary>How much memory the pods of an environment may ask for in all, as a quantity such as <c>8Gi</c>; null for no bound. Default: <c>16Gi</c>.</summary>
    public string? MemoryQuota { get; set; } = "16Gi";

    /// <summary>How much processor time the pods of an environment may ask for in all, as a quantity such as <c>4</c> or <c>500m</c>; null for no bound. Default: <c>8</c>.</summary>
    public string? CpuQuota { get; set; } = "8";

    /// <summary>How many pods an environment may have, 1 to 10,000. Default: 100.</summary>
    public int PodQuota { get; set; } = 100;

    /// <summary>What a container may use unless its spec says otherwise, as a quantity. Default: <c>512Mi</c>.</summary>
    public string DefaultMemory { get; set; } = "512Mi";

    /// <summary>What a container may use unless its spec says otherwise, as a quantity. Default: <c>500m</c>.</summary>
    public string DefaultCpu { get; set; } = "500m";

    /// <summary>Whom a container of a service runs as whose spec names no user, as numbers such as <c>1000:1000</c>. Default: the image's own user, which a restricted namespace takes only where the image names it by a number other than root's.</summary>
    public string? DefaultUser { get; set; }

    /// <summary>The level of the Pod Security admission of the namespace: <c>restricted</c>, <c>baseline</c> or <c>privileged</c>. Default: <c>restricted</c>.</summary>
    public string PodSecurity { get; set; } = "restricted";

    /// <summary>What stands before the names of database images, such as <c>registry.example.com/mirror/</c>. Default: none.</summary>
    public string? ImagePrefix { get; set; }

    /// <summary>Images for databases in place of the usual ones, by type, such as <c>postgresql</c>; without a tag, the version is added.</summary>
    public IDictionary<string, string> DatabaseImages { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Secrets of the namespace with which images are pulled; they must be put there by a policy of the cluster. Default: none.</summary>
    public IList<string> ImagePullSecrets { get; } = [];

    /// <summary>The storage class of databases' volumes. Default: the cluster's default.</summary>
    public string? StorageClass { get; set; }

    /// <summary>The ingress class where a domain is wanted. Default: the cluster's default.</summary>
    public string? IngressClass { get; set; }

    /// <summary>The namespace in which the cluster's ingress controller runs: pods of no other reach what a domain leads to. Default: those of every namespace, at that one port.</summary>
    public string? IngressNamespace { get; set; }

    /// <summary>Whether what a spec wants encrypted is made without where nothing here encrypts it: secured endpoints, and the storage of databases where <see cref="StorageClass"/> names none. The plan says so. Default: no, it is a fault.</summary>
    public bool AllowUnencrypted { get; set; }

    /// <summary>Who an environment's owner is for the cluster, by <see cref="EnvironmentSpec.Owner"/>: each gets a Role in the namespaces of the owner's environments, by which it sees everything but Secrets, reads logs, forwards ports and runs commands in pods. It takes further rights of the account that makes environments. Default: nobody.</summary>
    public IDictionary<string, IList<KubernetesSubject>> Owners { get; } = new Dictionary<string, IList<KubernetesSubject>>(StringComparer.Ordinal);

    /// <summary>The <c>kubectl</c> that renders kustomize directories: its file, or the directory that holds it. Default: the one of the PATH.</summary>
    public string? KubectlPath { get; set; }

    /// <summary>The <c>helm</c> that renders charts, 3.6 or newer: its file, or the directory that holds it. Default: the one of the PATH.</summary>
    public string? HelmPath { get; set; }

    /// <summary>How long a pod may take to end before it is killed, 0 to 10 minutes. Default: 5 seconds.</summary>
    public TimeSpan TerminationGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a pod may find no node with room for it before that is an error, 0 to 1 hour: another environment may end, a cluster may grow. Default: 1 minute.</summary>
    public TimeSpan NodePatience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether endpoints and databases are forwarded to ports of this machine's loopback interface, so that tests outside the cluster reach them. Default: yes.</summary>
    public bool ForwardPorts { get; set; } = true;
}
