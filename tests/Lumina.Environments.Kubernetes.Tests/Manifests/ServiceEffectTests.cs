namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What each setting of a service changes in its objects, and that it changes nothing else.</summary>
public sealed class ServiceEffectTests
{
    private const string Container = "Deployment spec.template.spec.containers[0]";
    private const string Pod = "Deployment spec.template.spec";

    private static readonly ServiceSpec Plain = new("api", ServiceSource.Image("example/api:1")) { Endpoints = [EndpointSpec.Http(8080)] };

    [Fact]
    public void Replicas_are_counted_spread_and_kept_from_being_evicted_together() => Effect(Plain with { Replicas = 3 }).Should().BeEquivalentTo(
        "Deployment spec.replicas: 1 → 3",
        $"{Pod}.topologySpreadConstraints[0].labelSelector.matchLabels.lumina-component-name: - → {Name}",
        $"{Pod}.topologySpreadConstraints[0].maxSkew: - → 1",
        $"{Pod}.topologySpreadConstraints[0].topologyKey: - → kubernetes.io/hostname",
        $"{Pod}.topologySpreadConstraints[0].whenUnsatisfiable: - → ScheduleAnyway",
        "PodDisruptionBudget spec.maxUnavailable: - → 1",
        $"PodDisruptionBudget spec.selector.matchLabels.lumina-component-name: - → {Name}");

    [Fact]
    public void Memory_is_promised_and_a_tenth_of_the_processors() => Effect(With(new ContainerSettings { MemoryMib = 64, Cpus = 0.07 })).Should().BeEquivalentTo(
        $"{Container}.resources.limits.cpu: 500m → 70m",
        $"{Container}.resources.limits.memory: 512Mi → 64Mi",
        $"{Container}.resources.requests.cpu: 50m → 10m",
        $"{Container}.resources.requests.memory: 512Mi → 64Mi");

    [Theory]
    [InlineData("2", "200m")]
    [InlineData("0.5", "50m")]
    [InlineData("250m", "25m")]
    [InlineData("5m", "5m")]
    [InlineData("1k", "1k")]
    public void The_usual_processors_may_be_said_in_any_form(string limit, string request)
    {
        SortedDictionary<string, string> values = ManifestDifference.Flatten(ManifestLab.Of([Plain], new KubernetesOptions { DefaultCpu = limit, DefaultMemory = "1Gi" }).Write(Plain));
        values[$"{Container}.resources.limits.cpu"].Should().Be(limit);
        values[$"{Container}.resources.requests.cpu"].Should().Be(request);
        values[$"{Container}.resources.requests.memory"].Should().Be("1Gi");
    }

    [Fact]
    public void Entrypoint_and_command_are_words_in_which_no_variable_is_replaced() => Effect(With(new ContainerSettings { Entrypoint = ["/bin/sh", "-c"], Command = ["echo $(HOME) $$"], WorkingDirectory = "/srv/$(x)" })).Should().BeEquivalentTo(
        $"{Container}.command[0]: - → /bin/sh",
        $"{Container}.command[1]: - → -c",
        $"{Container}.args[0]: - → echo $$(HOME) $$$$",
        $"{Container}.workingDir: - → /srv/$(x)");

    [Fact]
    public void A_user_is_whom_the_pod_runs_as() => Effect(With(new ContainerSettings { User = "1000:2000" })).Should().BeEquivalentTo(
        $"{Pod}.securityContext.runAsUser: - → 1000",
        $"{Pod}.securityContext.runAsGroup: - → 2000");

    [Fact]
    public void A_root_that_is_read_only_is_said() => Effect(With(new ContainerSettings { ReadOnlyRoot = true })).Should().BeEquivalentTo(
        $"{Container}.securityContext.readOnlyRootFilesystem: false → true");

    [Fact]
    public void An_init_process_is_the_pods_own() => Effect(With(new ContainerSettings { Init = true })).Should().BeEquivalentTo($"{Pod}.shareProcessNamespace: - → true");

    [Fact]
    public void Memory_is_mounted_as_an_empty_directory() => Effect(With(new ContainerSettings { Mounts = [ContainerMount.Memory("/tmp")] })).Should().BeEquivalentTo(
        $"{Pod}.volumes[0].emptyDir.medium: - → Memory",
        $"{Pod}.volumes[0].name: - → memory-0",
        $"{Container}.volumeMounts[0].mountPath: - → /tmp",
        $"{Container}.volumeMounts[0].name: - → memory-0");

    [Fact]
    public void A_volume_makes_it_a_stateful_set_whose_claims_bear_nothing_that_changes()
    {
        ServiceSpec spec = With(new ContainerSettings { Mounts = [ContainerMount.Volume("data", "/data")] });
        SortedDictionary<string, string> values = ManifestDifference.Flatten(ManifestLab.Of([spec]).Write(spec));
        values.Keys.Should().NotContain(path => path.StartsWith("Deployment", StringComparison.Ordinal));
        values["StatefulSet spec.serviceName"].Should().Be("api");
        values["StatefulSet spec.template.spec.securityContext.fsGroup"].Should().Be("65534");
        values["StatefulSet spec.template.spec.containers[0].volumeMounts[0].mountPath"].Should().Be("/data");
        values["StatefulSet spec.volumeClaimTemplates[0].spec.resources.requests.storage"].Should().Be("1Gi");
        values.Keys.Should().NotContain(path => path.Contains("volumeClaimTemplates[0].metadata.annotations", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_is_one_of_a_config_map_and_changes_the_pods()
    {
        IReadOnlyList<string> effect = Effect(With(new ContainerSettings { Files = [new ContainerFile("/etc/a.conf", "a") { Executable = true }] }));
        effect.Should().Contain("ConfigMap files data.file-0: - → a")
            .And.Contain($"{Container}.volumeMounts[0].mountPath: - → /etc/a.conf")
            .And.Contain($"{Container}.volumeMounts[0].readOnly: - → true")
            .And.Contain($"{Container}.volumeMounts[0].subPath: - → file-0")
            .And.Contain($"{Pod}.volumes[0].configMap.items[0].mode: - → 365")
            .And.Contain(line => line.Contains(PodTemplate.HashAnnotation, StringComparison.Ordinal));
    }

    [Fact]
    public void An_alias_is_a_second_service() => Effect(With(new ContainerSettings { Aliases = ["www"] })).Should().Contain("Service www spec.ports[0].port: - → 8080")
        .And.AllSatisfy(line => line.Should().StartWith("Service www "));

    [Fact]
    public void A_setting_is_in_the_config_map_and_a_secret_one_is_not()
    {
        ServiceSpec plain = Plain with { Settings = new Dictionary<string, SettingValue> { ["A"] = "text" } };
        ServiceSpec secret = Plain with { Settings = new Dictionary<string, SettingValue> { ["A"] = new Secret("a-secret-text") } };
        Effect(plain).Should().HaveCount(2).And.Contain("ConfigMap settings data.A: - → text").And.Contain(line => line.Contains(PodTemplate.HashAnnotation, StringComparison.Ordinal));
        Effect(secret).Should().Contain("Secret settings data.A: - → YS1zZWNyZXQtdGV4dA==").And.NotContain(line => line.Contains("a-secret-text", StringComparison.Ordinal) || line.StartsWith("ConfigMap", StringComparison.Ordinal));
    }

    [Fact]
    public void A_setting_that_refers_to_a_secret_is_one_and_so_is_what_nobody_knows()
    {
        DatabaseSpec orders = new("orders", DatabaseType.PostgreSql);
        ServiceSpec spec = Plain with
        {
            Settings = new Dictionary<string, SettingValue> { ["URL"] = SettingValue.Parse("${database/orders:url}?x=1"), ["HOST"] = new Reference(orders.ComponentName, OutputNames.Host) },
        };
        KubernetesComponent Written(bool knowsDependencies)
        {
            KubernetesComponent known = ManifestLab.Of([orders, spec]).Component(spec);
            KubernetesComponent component = new()
            {
                Name = known.Name, ExternalName = known.ExternalName, Namespace = known.Namespace, Marks = known.Marks, Options = known.Options, Versions = known.Versions,
                Components = known.Components, Settings = known.Settings, Dependencies = knowsDependencies ? known.Dependencies : new Dictionary<ComponentName, ComponentOutputs>(),
            };
            new ServiceManifests().Write(spec, component);
            return component;
        }

        ManifestDifference.Flatten(Written(knowsDependencies: true)).Keys.Should()
            .Contain(["Secret settings data.URL", "Secret settings data.ConnectionStrings__orders", "ConfigMap settings data.HOST"]).And.NotContain("ConfigMap settings data.URL");
        ManifestDifference.Flatten(Written(knowsDependencies: false)).Keys.Should().Contain(["Secret settings data.URL", "Secret settings data.HOST"]);
    }

    [Fact]
    public void Every_part_of_a_health_check_is_in_the_probes() => Effect(Plain with
    {
        HealthCheck = HealthCheckSpec.Http("/up") with { Interval = TimeSpan.FromMilliseconds(100), Timeout = TimeSpan.FromSeconds(1.5), StartupTimeout = TimeSpan.FromSeconds(30.5), HealthyThreshold = 2, UnhealthyThreshold = 5 },
    }).Should().BeEquivalentTo(
        $"{Container}.startupProbe.httpGet.path: - → /up",
        $"{Container}.startupProbe.httpGet.port: - → 8080",
        $"{Container}.startupProbe.periodSeconds: - → 1",
        $"{Container}.startupProbe.timeoutSeconds: - → 2",
        $"{Container}.startupProbe.failureThreshold: - → 31",
        $"{Container}.readinessProbe.httpGet.path: - → /up",
        $"{Container}.readinessProbe.httpGet.port: - → 8080",
        $"{Container}.readinessProbe.periodSeconds: - → 1",
        $"{Container}.readinessProbe.timeoutSeconds: - → 2",
        $"{Container}.readinessProbe.successThreshold: - → 2",
        $"{Container}.readinessProbe.failureThreshold: - → 5");

    [Theory]
    [MemberData(nameof(Checks))]
    public void A_check_asks_what_it_names(string check, HealthCheckSpec health, string? action)
    {
        _ = check;
        ServiceSpec spec = Plain with { Endpoints = [EndpointSpec.Tcp(5000), EndpointSpec.Http(8080), EndpointSpec.Http(8081, "admin")], HealthCheck = health };
        ManifestDifference.Flatten(ManifestLab.Of([spec]).Write(spec)).Where(value => value.Key.Contains("readinessProbe.", StringComparison.Ordinal) && !value.Key.Contains("Seconds", StringComparison.Ordinal) && !value.Key.Contains("Threshold", StringComparison.Ordinal))
            .Select(value => $"{value.Key[(Container.Length + ".readinessProbe.".Length)..]}={value.Value}").Should().BeEquivalentTo(action?.Split(' ') ?? []);
    }

    public static TheoryData<string, HealthCheckSpec, string?> Checks() => new()
    {
        { "http takes the first HTTP endpoint", HealthCheckSpec.Http(), "httpGet.path=/ httpGet.port=8080" },
        { "http of an endpoint by name", HealthCheckSpec.Http("/a", "admin"), "httpGet.path=/a httpGet.port=8081" },
        { "tcp takes the first endpoint", HealthCheckSpec.Tcp(), "tcpSocket.port=5000" },
        { "a command is words in which no variable is replaced", HealthCheckSpec.Command("test", "$(X)"), "exec.command[0]=test exec.command[1]=$$(X)" },
        { "the platform's own is that it runs", HealthCheckSpec.Platform(), null },
    };

    [Fact]
    public void Stopping_takes_the_replicas_and_nothing_else()
    {
        ManifestLab lab = ManifestLab.Of([Plain]);
        ManifestDifference.Of(lab.Write(Plain), lab.Write(Plain, isStopped: true)).Should().BeEquivalentTo("Deployment spec.replicas: 1 → 0");
    }

    [Fact]
    public void Another_expiry_changes_no_pod_and_no_claim()
    {
        ServiceSpec spec = With(new ContainerSettings { Mounts = [ContainerMount.Volume("data", "/data")] });
        ManifestLab lab = ManifestLab.Of([spec]);
        ManifestDifference.Of(lab.Write(spec), lab.Write(spec, expiresAt: new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero)))
            .Should().NotBeEmpty().And.AllSatisfy(line => line.Should().MatchRegex("^[A-Za-z ]+ metadata\\.annotations\\.lumina-expires-at: "));
    }

    [Fact]
    public void A_version_is_an_annotation_since_it_is_free_text() => Effect(Plain with { Version = "1 (x)" }).Should().BeEquivalentTo("Deployment metadata.annotations.lumina-version: - → 1 (x)");

    [Fact]
    public void Options_reach_every_pod()
    {
        KubernetesOptions options = new() { PodSecurity = "baseline", TerminationGrace = TimeSpan.FromSeconds(2.5), ImagePullSecrets = { "registry" }, DefaultUser = "7:8" };
        ManifestDifference.Of(ManifestLab.Of([Plain]).Write(Plain), ManifestLab.Of([Plain], options).Write(Plain)).Should().BeEquivalentTo(
            $"{Pod}.terminationGracePeriodSeconds: 5 → 3",
            $"{Pod}.imagePullSecrets[0].name: - → registry",
            $"{Pod}.securityContext.runAsNonRoot: true → -",
            $"{Pod}.securityContext.runAsUser: - → 7",
            $"{Pod}.securityContext.runAsGroup: - → 8",
            $"{Container}.securityContext.capabilities.drop[0]: ALL → -");
    }

    [Fact]
    public void A_port_under_1024_adds_the_one_capability_that_a_restricted_pod_may_have() =>
        Effect(Plain with { Endpoints = [EndpointSpec.Http(80)] }).Should().Contain($"{Container}.securityContext.capabilities.add[0]: - → NET_BIND_SERVICE");

    private static string Name => ExternalName.For(ManifestLab.Id, Plain.ComponentName);

    private static ServiceSpec With(ContainerSettings settings) => Plain with { Container = settings };

    // What every object of a kind bears is shown once, by the snapshots.
    private static IReadOnlyList<string> Effect(ServiceSpec changed) =>
        [.. ManifestDifference.Of(ManifestLab.Of([Plain]).Write(Plain), ManifestLab.Of([changed]).Write(changed))
            .Where(line => !line.Contains("metadata.labels", StringComparison.Ordinal) && !line.Contains("metadata.annotations.lumina-i", StringComparison.Ordinal) && !IsHead(line))];

    private static bool IsHead(string line) => line.Contains(": - → ", StringComparison.Ordinal)
        && (line.Contains(" apiVersion:", StringComparison.Ordinal) || line.Contains(" kind:", StringComparison.Ordinal) || line.Contains(" metadata.name", StringComparison.Ordinal)
            || (line.Contains(" metadata.annotations.lumina-", StringComparison.Ordinal) && !line.Contains("lumina-version", StringComparison.Ordinal)));
}
