using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What can be said in the options.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => new KubernetesOptionsValidator().Validate(null, new KubernetesOptions()).Succeeded.Should().BeTrue();

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        KubernetesOptions options = new()
        {
            NamespacePrefix = "-x",
            MemoryQuota = "1 Gi",
            CpuQuota = "-1",
            DefaultMemory = "0",
            PodQuota = 0,
            PodSecurity = "none",
            TerminationGrace = TimeSpan.FromHours(1),
            StorageClass = "Fast",
            Context = " ",
            IngressNamespace = "ingress.nginx",
            DefaultUser = "node",
            Owners = { ["a"] = [new KubernetesSubject(KubernetesSubjectKind.ServiceAccount, "x"), new KubernetesSubject(KubernetesSubjectKind.User, "", "y")] },
            HelmPath = "",
        };

        ValidateOptionsResult result = new KubernetesOptionsValidator().Validate(null, options);

        result.Failures.Should().BeEquivalentTo(
            "NamespacePrefix is '-x': it has up to 20 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen.",
            "MemoryQuota is '1 Gi': it is a quantity such as 16Gi, or null for no bound.",
            "CpuQuota is '-1': it is a quantity such as 8, or null for no bound.",
            "DefaultMemory is '0': it is a quantity such as 512Mi.",
            "PodQuota is 0: it is 1 to 10,000.",
            "PodSecurity is 'none': it is restricted, baseline, privileged.",
            "TerminationGrace is 01:00:00: it is 0 to 10 minutes.",
            "Context is blank: leave it out for the default.",
            "HelmPath is blank: leave it out for the default.",
            "Owners has a subject without a name for 'a'.",
            "Owners has the ServiceAccount 'x' for 'a' with the namespace '': a service account is in one, a user or a group in none.",
            "Owners has the User '' for 'a' with the namespace 'y': a service account is in one, a user or a group in none.",
            "StorageClass has 'Fast', which is no name of an object: up to 253 lower-case letters, digits, hyphens and dots.",
            "IngressNamespace is 'ingress.nginx', which is no name of a namespace: up to 63 lower-case letters, digits and hyphens, or null for every namespace.",
            "DefaultUser is 'node': it is a number, or two such as 1000:1000, and not root's where PodSecurity is restricted; null for the image's own.");
    }

    [Fact]
    public void Owners_are_read_from_the_configuration()
    {
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Lumina:Kubernetes:Owners:payments:0:Kind"] = "ServiceAccount",
            ["Lumina:Kubernetes:Owners:payments:0:Name"] = "runner",
            ["Lumina:Kubernetes:Owners:payments:0:Namespace"] = "ci",
            ["Lumina:Kubernetes:Owners:payments:1:Kind"] = "Group",
            ["Lumina:Kubernetes:Owners:payments:1:Name"] = "developers",
        }).Build());
        services.AddLuminaEnvironments().UseKubernetes();
        using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredService<IOptions<KubernetesOptions>>().Value.Owners["payments"].Should().Equal(KubernetesSubject.ServiceAccount("ci", "runner"), KubernetesSubject.Group("developers"));
    }

    [Theory]
    [InlineData("1000", "restricted", true)]
    [InlineData("0:0", "restricted", false)]
    [InlineData("0:0", "baseline", true)]
    public void Root_is_nobodys_default_where_namespaces_are_restricted(string user, string level, bool isValid) =>
        new KubernetesOptionsValidator().Validate(null, new KubernetesOptions { DefaultUser = user, PodSecurity = level, IngressNamespace = "ingress-nginx", AllowUnencrypted = true }).Succeeded.Should().Be(isValid);

    [Theory]
    [InlineData("""{"groups":[{"name":"batch","versions":[{"version":"v1"},{"version":"v1beta1"}]},{"name":"autoscaling","versions":[{"version":"v1"},{"version":"v2beta2"}]},{"name":"policy","versions":[{"version":"v1beta1"}]},{"name":"networking.k8s.io","versions":[{"version":"v1"}]}]}""", "v1", "v1beta1", "v1beta1")]
    [InlineData("""{"groups":[{"name":"batch","versions":[{"version":"v1"}]},{"name":"autoscaling","versions":[{"version":"v2"},{"version":"v1"}]},{"name":"policy","versions":[{"version":"v1"}]},{"name":"networking.k8s.io","versions":[{"version":"v1"}]}]}""", "v2", "v1", "v1")]
    public void The_versions_are_those_that_the_cluster_says_that_it_has(string groups, string autoscaling, string policy, string cronJobs) =>
        ClusterVersionsReader.Read((System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(groups)!).Should().Be(new ClusterVersions(autoscaling, policy, cronJobs, HasIngresses: true));

    [Theory]
    [InlineData("""{"resources":[{"name":"jobs","kind":"Job","namespaced":true}]}""", "v1beta1")]
    [InlineData("""{"resources":[{"name":"jobs","kind":"Job","namespaced":true},{"name":"cronjobs","kind":"CronJob","namespaced":true}]}""", "v1")]
    public async Task Of_cron_jobs_the_version_that_stays_is_taken_where_the_cluster_has_it(string batch, string version)
    {
        await using ServerDouble server = new("""{"groups":[{"name":"batch","versions":[{"version":"v1"},{"version":"v1beta1"}]}]}""", batch);
        using KubernetesCluster cluster = server.Connect();

        (await cluster.ReadVersionsAsync(CancellationToken.None)).CronJobs.Should().Be(version);
    }
}
