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

    public static async Task<LimitedAccount> CreateAsync(string adminConfig)
    {
        KubernetesClientConfiguration configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(adminConfig);
        k8s.Kubernetes admin = new(configuration);
        string name = $"lumina-rights-{Guid.CreateVersion7():N}";
        LimitedAccount account = new(admin, name);
        V1ClusterRole role = KubernetesYaml.Deserialize<V1ClusterRole>(await ReadRoleAsync());
        await admin.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } });
        await admin.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "lumina" } }, name);
        await admin.RbacAuthorizationV1.CreateClusterRoleAsync(new V1ClusterRole { Metadata = new V1ObjectMeta { Name = name }, Rules = role.Rules });
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

    /// <summary>The role that the page shows.</summary>
    private static async Task<string> ReadRoleAsync()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(TestCluster.FindRoot(), "docs", "kubernetes.md"));
        return page.Split("```yaml\n").Single(block => block.Contains("kind: ClusterRole", StringComparison.Ordinal)).Split("```")[0];
    }
}
