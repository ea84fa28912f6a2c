using System.Text;
using k8s;
using k8s.Models;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>A service account with exactly the rights that the page about Kubernetes lists, and a kubeconfig with a token of it.</summary>
internal sealed class LimitedAccount : IAsyncDisposable
{
    private readonly k8s.Kubernetes _admin;
    private readonly string _name;

    private LimitedAccount(k8s.Kubernetes admin, string name)
    {
        _admin = admin;
        _name = name;
    }

    public string KubeConfig { get; } = Path.GetTempFileName();

    /// <param name="adminConfig">The kubeconfig of who may give rights.</param>
    /// <param name="change">Changes the rules before they are given; null for none.</param>
    /// <param name="roles">Which of the page's roles.</param>
    public static async Task<LimitedAccount> CreateAsync(string adminConfig, Func<IList<V1PolicyRule>, IList<V1PolicyRule>>? change = null, params string[] roles)
    {
        KubernetesClientConfiguration configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(adminConfig);
        k8s.Kubernetes admin = new(configuration);
        string name = $"lumina-rights-{Guid.CreateVersion7():N}";
        LimitedAccount account = new(admin, name);
        List<V1PolicyRule> rules = await ReadRulesAsync(roles);
        await admin.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } });
        await admin.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "lumina" } }, name);
        await admin.RbacAuthorizationV1.CreateClusterRoleAsync(new V1ClusterRole { Metadata = new V1ObjectMeta { Name = name }, Rules = change?.Invoke(rules) ?? rules });
        await admin.RbacAuthorizationV1.CreateClusterRoleBindingAsync(new V1ClusterRoleBinding
        {
            Metadata = new V1ObjectMeta { Name = name },
            RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = name },
            Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = "lumina", NamespaceProperty = name }],
        });
        Authenticationv1TokenRequest request = new() { Spec = new V1TokenRequestSpec { Audiences = [], ExpirationSeconds = 3600 } };
        string token = (await admin.CoreV1.CreateNamespacedServiceAccountTokenAsync(request, "lumina", name)).Status.Token;
        string authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Join('\n', configuration.SslCaCerts!.Select(certificate => certificate.ExportCertificatePem()))));
        await File.WriteAllTextAsync(account.KubeConfig, $$"""
            apiVersion: v1
            kind: Config
            current-context: limited
            clusters: [{name: tests, cluster: {server: "{{configuration.Host}}", certificate-authority-data: "{{authority}}"} }]
            contexts: [{name: limited, context: {cluster: tests, user: limited} }]
            users: [{name: limited, user: {token: "{{token}}"} }]
            """);
        return account;
    }

    public async ValueTask DisposeAsync()
    {
        await _admin.RbacAuthorizationV1.DeleteClusterRoleBindingAsync(_name);
        await _admin.RbacAuthorizationV1.DeleteClusterRoleAsync(_name);
        await _admin.CoreV1.DeleteNamespaceAsync(_name);
        _admin.Dispose();
        File.Delete(KubeConfig);
    }

    /// <summary>The rules of roles that the page shows; none named for the one that everybody needs.</summary>
    public static async Task<List<V1PolicyRule>> ReadRulesAsync(params string[] roles)
    {
        string page = await File.ReadAllTextAsync(Path.Combine(TestCluster.FindRoot(), "docs", "kubernetes.md"));
        Dictionary<string, V1ClusterRole> shown = page.Split("```yaml\n").Where(block => block.Contains("kind: ClusterRole", StringComparison.Ordinal))
            .Select(block => KubernetesYaml.Deserialize<V1ClusterRole>(block.Split("```")[0])).ToDictionary(role => role.Metadata.Name, StringComparer.Ordinal);
        return [.. roles.Prepend("lumina-environments").SelectMany(name => shown[name].Rules)];
    }
}
