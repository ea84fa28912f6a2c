using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>An environment of what the adapter really writes, by an account with no more rights than the page lists, and looked at by kubectl. Its claims need a cluster that gives volumes.</summary>
public sealed class WholeManifestsTests
{
    private const string Written = "deployments,statefulsets,services,serviceaccounts,configmaps,secrets,networkpolicies,poddisruptionbudgets,horizontalpodautoscalers,ingresses,resourcequotas,limitranges";

    [SkippableFact]
    public async Task An_environment_of_every_kind_is_made_stopped_started_and_gone()
    {
        string kubeconfig = await TestCluster.RequireAsync();
        Kubectl kubectl = Kubectl.Require(kubeconfig);
        await using LimitedAccount account = await LimitedAccount.CreateAsync(kubeconfig);
        await using EnvironmentManager manager = Manage(account.KubeConfig);
        await using TestEnvironment made = await manager.OpenAsync(Spec());
        string space = $"lumina-test-{made.Id}";

        JsonObject[] written = await WrittenAsync(kubectl, space);
        written.Where(item => item.Texts("metadata", "labels").GetValueOrDefault(OwnershipMarks.EnvironmentMark) != made.Id.Value).Should().BeEmpty("all that is in it says whose it is");
        ShouldBeBounded(written);
        ShouldBeWalled(written);
        JsonObject[] pods = await kubectl.GetAsync("pods", "-n", space);
        pods.Should().HaveCount(5, "the databases, the api and two workers run").And.OnlyContain(pod => IsRestricted(pod), "nothing may do more than it must");

        (await manager.StopAsync(made.Id)).Status.Should().Be(EnvironmentStatus.Stopped);
        (await kubectl.GetAsync("pods", "-n", space)).Should().BeEmpty();
        (await manager.StartAsync(made.Id)).Status.Should().Be(EnvironmentStatus.Running);
        (int code, string difference) = await kubectl.TryAsync(ApplyText.Of(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. written.Select(item => item.DeepClone())]) }), "diff", "-n", space, "-f", "-");
        (code, difference).Should().Be((0, ""), "provisioning again wrote the same");

        await manager.TerminateAsync(made.Id);
        (await kubectl.GetAsync("namespaces", "--field-selector", $"metadata.name={space}")).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task What_pods_say_of_their_settings_gives_no_secret_away_and_stays_the_same()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync();
        ServiceSpec api = new("api", ServiceSource.Image("example/api:1")) { Settings = { ["KEY"] = new Secret("winter-2026") } };
        await using TestEnvironment one = await lab.Manager.OpenAsync(new EnvironmentSpec("one", "tests") { Services = [api] });
        await using TestEnvironment other = await lab.Manager.OpenAsync(new EnvironmentSpec("other", "tests") { Services = [api] });
        string before = await HashAsync(one);

        await lab.Manager.StopAsync(one.Id);
        await lab.Manager.StartAsync(one.Id);

        (await HashAsync(one)).Should().Be(before);
        (await HashAsync(other)).Should().NotBe(before, "whoever has the one would try what gives it, and know the other");

        async Task<string> HashAsync(TestEnvironment environment) => (await lab.Kubectl.GetAsync("deployments", "-n", ManifestsLab.NamespaceOf(environment))).Single()
            .At("spec", "template", "metadata", "annotations", PodTemplate.HashAnnotation)!.GetValue<string>();
    }

    internal static EnvironmentManager Manage(string kubeconfig) => EnvironmentManager.Create(environments => environments
        .UseKubernetes(options => (options.KubeConfig, options.NamespacePrefix, options.ForwardPorts, options.DefaultUser, options.DefaultMemory) = (kubeconfig, "lumina-test", false, "1000:1000", "64Mi"))
        .Configure(options => options.AllowVolatileStore = true));

    internal static EnvironmentSpec Spec() => new("whole", "tests")
    {
        Network = new NetworkSpec { SecurityGroups = [new SecurityGroupSpec("web") { Egress = [new SecurityRuleSpec(443, 443) { Cidr = "0.0.0.0/0" }] }] },
        Infrastructure = new InfrastructureSpec { AutoScaling = new AutoScalingSpec(1, 3), Domain = new DomainSpec("whole.example.com") },
        Monitoring = new MonitoringSpec(),
        Services =
        [
            new ServiceSpec("api", ServiceSource.Image("example/api:1"))
            {
                Version = "\U0001f600", Endpoints = [EndpointSpec.Http(3000)],
                Settings = { ["TEXT"] = "\U0001f600\n", ["DB"] = Reference.ConnectionString("orders"), ["HOST"] = new Reference(ComponentName.Database("orders"), OutputNames.Host) },
            },
            new ServiceSpec("worker", ServiceSource.Image("example/worker:1")) { Type = ServiceType.Worker, Replicas = 2, Settings = { ["API"] = Reference.Endpoint("api"), ["CACHE"] = Reference.ConnectionString("cache") } },
        ],
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("cache", DatabaseType.Redis)],
    };

    /// <summary>All that there is to be, without what the cluster says of it and what it puts beside it.</summary>
    private static async Task<JsonObject[]> WrittenAsync(Kubectl kubectl, string space)
    {
        JsonObject[] items = [.. (await kubectl.GetAsync(Written, "-n", space)).Where(item => item.Name() != "kube-root-ca.crt" && item.Text("type") != "kubernetes.io/service-account-token")];
        foreach (JsonObject item in items)
        {
            item.Remove("status");
            JsonObject metadata = item["metadata"]!.AsObject();
            foreach (string member in (ReadOnlySpan<string>)["uid", "resourceVersion", "managedFields", "creationTimestamp", "generation", "selfLink"])
            {
                metadata.Remove(member);
            }

            // Older clusters tell there how the scaling goes.
            (metadata["annotations"] as JsonObject)?.Remove("autoscaling.alpha.kubernetes.io/conditions");
        }

        return items;
    }

    private static void ShouldBeBounded(JsonObject[] written)
    {
        written.Single(item => item.Text("kind") == "ResourceQuota").Texts("spec", "hard").Should().BeEquivalentTo(new Dictionary<string, string>(StringComparer.Ordinal) { ["pods"] = "100", ["requests.memory"] = "16Gi", ["requests.cpu"] = "8" });
        written.Where(item => item.Text("kind") == "LimitRange").Should().ContainSingle();
    }

    private static void ShouldBeWalled(JsonObject[] written)
    {
        JsonObject[] policies = [.. written.Where(item => item.Text("kind") == "NetworkPolicy")];
        policies.Single(policy => policy.Name() == "default-deny").At("spec", "podSelector")!.ToJsonString().Should().Be("{}");
        policies.Select(policy => policy.Name().Split('-')[0]).Should().BeEquivalentTo("default", "network", "api", "worker", "orders", "cache");
        JsonObject orders = policies.Single(policy => policy.Name().StartsWith("orders", StringComparison.Ordinal));
        string api = written.Single(item => item.Text("kind") == "Deployment" && item.Name().StartsWith("api", StringComparison.Ordinal)).Texts("metadata", "labels")[KubernetesComponent.ComponentLabel];
        orders.At("spec", "ingress")!.ToJsonString().Should().Contain(api).And.Contain("5432");
        orders.At("spec", "ingress")!.ToJsonString().Should().NotContain("worker", "nothing of the worker refers to it");
    }

    private static bool IsRestricted(JsonObject pod)
    {
        JsonNode container = pod.All("spec", "containers").Single();
        return pod.Flag("spec", "securityContext", "runAsNonRoot")
            && pod.Text("spec", "securityContext", "seccompProfile", "type") == "RuntimeDefault"
            && pod.At("spec", "automountServiceAccountToken") is not null && !pod.Flag("spec", "automountServiceAccountToken")
            && container.At("securityContext", "allowPrivilegeEscalation") is not null && !container.Flag("securityContext", "allowPrivilegeEscalation")
            && container.At("securityContext", "capabilities", "drop")?.ToJsonString() == """["ALL"]""";
    }
}
