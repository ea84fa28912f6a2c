namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What is refused before anything is made, each with a sentence that says what to do instead.</summary>
public sealed class ObstacleTests
{
    private static readonly ServiceSpec Plain = new("api", ServiceSource.Image("example/api:1"));

    [Fact]
    public void What_can_be_made_has_none()
    {
        Find(SnapshotTests.Full()).Should().BeEmpty();
        Find(SnapshotTests.Hostile()).Should().BeEmpty();
    }

    [Fact]
    public void A_service_needs_an_image()
    {
        foreach (ServiceSource source in (ServiceSource[])[ServiceSource.Project("a"), ServiceSource.Dockerfile("a"), ServiceSource.Command("a")])
        {
            Find(new ServiceSpec("api", source)).Should().ContainSingle().Which.Should().StartWith("sources: ").And.Contain("no image among its sources").And.Contain("ServiceSource.Image");
        }
    }

    [Theory]
    [InlineData("0 3 * * MON,wed-FRI", true)]
    [InlineData("*/5 1-6 ? jan *", true)]
    [InlineData("@daily", true)]
    [InlineData("0 0 L * *", false)]
    [InlineData("0 0 15W * *", false)]
    [InlineData("0 0 * * MON#2", false)]
    [InlineData("@every_minute", false)]
    [InlineData("0 0 * * 7", false)]
    [InlineData("0 22-4 * * *", false)]
    [InlineData("0 0 * * FRI-MON", false)]
    [InlineData("0 0 * FEB-NOV 0-6/2", true)]
    public void A_schedule_is_one_that_the_cron_jobs_of_Kubernetes_take(string schedule, bool isTaken) =>
        Find(Plain with { Run = ServiceRun.At(schedule) }).Should().HaveCount(isTaken ? 0 : 1).And.OnlyContain(obstacle => obstacle.StartsWith("run: ", StringComparison.Ordinal));

    [Fact]
    public void What_does_not_always_run_has_no_volumes() =>
        Find(Plain with { Run = ServiceRun.Once, Container = new ContainerSettings { Mounts = [ContainerMount.Volume("data", "/data")] } }).Should().ContainSingle().Which.Should().StartWith("container.mounts: ").And.Contain("has no volumes");

    [Fact]
    public void What_is_to_be_secured_is_refused_unless_an_option_allows_it_without()
    {
        ServiceSpec spec = Plain with { Endpoints = [EndpointSpec.Https(8443)] };
        Find(spec).Should().ContainSingle().Which.Should().StartWith("endpoints[0].secured: Endpoint 'https'").And.Contain("KubernetesOptions.AllowUnencrypted");
        Find(spec, new KubernetesOptions { AllowUnencrypted = true }).Should().BeEmpty();
        new ServiceManifests().FindNotApplicable(spec).Should().ContainSingle().Which.Setting.Should().Be("endpoints[0].secured");
    }

    [Theory]
    [InlineData("Logging:Level", "'__' in place of ':'")]
    [InlineData("1ST", "no digit first")]
    [InlineData("..", "no digit first")]
    [InlineData("ümlaut", "no digit first")]
    public void A_settings_name_must_be_one_that_every_version_takes(string name, string words) =>
        Find(Plain with { Settings = new Dictionary<string, SettingValue> { [name] = "x" } }).Should().ContainSingle().Which.Should().StartWith($"settings.{name}: ").And.Contain(words).And.NotContain("\ud800");

    [Fact]
    public void A_settings_name_has_253_characters_at_most() => Find(Plain with { Settings = new Dictionary<string, SettingValue> { [new string('a', 254)] = "x" } }).Should().ContainSingle();

    [Theory]
    [InlineData("a lone first half", "half of a surrogate pair")]
    [InlineData("two halves in the wrong order", "half of a surrogate pair")]
    [InlineData("a NUL", "NUL")]
    public void A_text_that_is_no_text_is_refused_wherever_it_is(string which, string words)
    {
        // An attribute can't hold them.
        string text = which switch
        {
            "a lone first half" => "\ud800",
            "two halves in the wrong order" => "\udc00\ud800",
            _ => "a\0b",
        };
        ServiceSpec[] specs =
        [
            .. which == "a NUL" ? (ServiceSpec[])[] : // in settings it is refused on every platform
            [
                Plain with { Settings = new Dictionary<string, SettingValue> { ["A" + text] = "x" } },
                Plain with { Settings = new Dictionary<string, SettingValue> { ["A"] = text } },
                Plain with { Settings = new Dictionary<string, SettingValue> { ["A"] = new Secret(text + "long-enough") } },
            ],
            Plain with { Version = text },
            Plain with { Container = new ContainerSettings { Command = [text] } },
            Plain with { Container = new ContainerSettings { Entrypoint = [text] } },
            Plain with { Container = new ContainerSettings { WorkingDirectory = "/" + text } },
            Plain with { Container = new ContainerSettings { Files = [new ContainerFile("/" + text, "")] } },
            Plain with { Container = new ContainerSettings { Mounts = [ContainerMount.Memory("/" + text)] } },
            Plain with { HealthCheck = HealthCheckSpec.Command(text) },
            Plain with { HealthCheck = HealthCheckSpec.Http("/" + text) },
            new ServiceSpec("api", ServiceSource.Image("example/" + text)),
        ];
        specs.Should().AllSatisfy(spec => Find(spec).Should().ContainSingle().Which.Should().Contain(words).And.EndWith(". Change it.").And.NotContainAny("\ud800", "\0"));
    }

    [Fact]
    public void A_file_may_hold_a_nul_and_no_lone_surrogate()
    {
        Find(Plain with { Container = new ContainerSettings { Files = [new ContainerFile("/a", "\0")] } }).Should().BeEmpty();
        Find(Plain with { Container = new ContainerSettings { Files = [new ContainerFile("/a", "\ud800")] } }).Should().ContainSingle();
    }

    [Fact]
    public void What_is_larger_than_an_object_may_be_is_refused()
    {
        string large = new('ä', 524_288);
        Find(Plain with { Settings = new Dictionary<string, SettingValue> { ["A"] = large } }).Should().ContainSingle().Which.Should().StartWith("settings: ").And.Contain("1 MiB");
        Find(Plain with { Container = new ContainerSettings { Files = [new ContainerFile("/a", large)] } }).Should().ContainSingle().Which.Should().StartWith("container.files: ").And.Contain("1 MiB");
        Find(Plain with { Version = large[..131_072] }).Should().ContainSingle().Which.Should().StartWith("version: ").And.Contain("256 KiB");
    }

    [Fact]
    public void What_references_bring_is_looked_at_when_it_is_known()
    {
        KubernetesComponent Component(string value) => new()
        {
            Name = Plain.ComponentName,
            ExternalName = "api-x",
            Namespace = ManifestLab.Namespace,
            Marks = new OwnershipMarks("tests", ManifestLab.Id, Plain.ComponentName, "tests", ExpiresAt: null),
            Options = new KubernetesOptions(),
            Versions = ManifestLab.Old,
            Settings = new Dictionary<string, string> { ["A"] = value },
        };

        new ServiceManifests().Invoking(manifests => manifests.Write(Plain, Component("\ud800"))).Should().Throw<Lumina.Environments.Providers.ProviderException>().WithMessage("*'A'*half of a surrogate pair*");
        new ServiceManifests().Invoking(manifests => manifests.Write(Plain, Component(new string('x', 1_048_577)))).Should().Throw<Lumina.Environments.Providers.ProviderException>().WithMessage("*1 MiB*");
    }

    [Theory]
    [InlineData("node", "by number only")]
    [InlineData("1000:staff", "by number only")]
    [InlineData("-1", "by number only")]
    [InlineData("1:2:3", "by number only")]
    [InlineData("0", "root")]
    [InlineData("0:0", "root")]
    public void A_user_is_a_number_and_not_root(string user, string words) =>
        Find(Plain with { Container = new ContainerSettings { User = user } }).Should().ContainSingle().Which.Should().Contain(words).And.StartWith("container.user: container.user");

    [Fact]
    public void The_options_user_is_looked_at_too() => Find(Plain, new KubernetesOptions { DefaultUser = "app" }).Should().ContainSingle().Which.Should().StartWith("container.user: KubernetesOptions.DefaultUser is 'app'");

    [Fact]
    public void Root_is_taken_where_the_namespace_is_not_restricted() =>
        Find(Plain with { Container = new ContainerSettings { User = "0" } }, new KubernetesOptions { PodSecurity = "baseline" }).Should().BeEmpty();

    [Fact]
    public void No_pod_sees_this_machine() =>
        Find(Plain with { Container = new ContainerSettings { Mounts = [ContainerMount.Bind("wwwroot", "/srv")] } }).Should().ContainSingle().Which.Should().StartWith("container.mounts[0].source: 'wwwroot'").And.Contain("mount a volume");

    [Fact]
    public void Two_things_at_one_path_and_paths_with_a_colon_are_refused() => Find(Plain with
    {
        Container = new ContainerSettings { Mounts = [ContainerMount.Memory("/a"), ContainerMount.Memory("/b:c")], Files = [new ContainerFile("/a", "")] },
    }).Should().BeEquivalentTo(
        "container.mounts[1].target: '/b:c' has a colon in it, and nothing can be mounted there. Take another path.",
        "container.files[0].path: A file and a mount are both at '/a'. Take another path for one of them.");

    [Fact]
    public void Encryption_is_up_to_the_storage_class()
    {
        DatabaseSpec spec = new("db", DatabaseType.PostgreSql) { Encrypted = true };
        Find(spec).Should().ContainSingle().Which.Should().StartWith("encrypted: ").And.Contain("KubernetesOptions.StorageClass");
        Find(spec, new KubernetesOptions { StorageClass = "encrypted" }).Should().BeEmpty();
        Find(spec, new KubernetesOptions { AllowUnencrypted = true }).Should().BeEmpty();
    }

    [Fact]
    public void Schemas_and_data_need_a_type_that_takes_them_and_a_forwarded_port()
    {
        DatabaseSpec orders = new("db", DatabaseType.PostgreSql) { Schemas = ["a"], Data = TestData.FromSqlFiles("a.sql") };
        Find(orders).Should().BeEmpty();
        Find(orders, new KubernetesOptions { ForwardPorts = false }).Should().ContainSingle().Which.Should().StartWith("data: ").And.Contain("KubernetesOptions.ForwardPorts");
        Find(orders with { Type = DatabaseType.MySql }).Should().ContainSingle().Which.Should().StartWith("schemas: ").And.Contain("has no schemas");
        Find(orders with { Type = DatabaseType.MongoDb, Schemas = [] }).Should().ContainSingle().Which.Should().StartWith("data: Nothing puts data into");
    }

    [Theory]
    [InlineData("16 --privileged")]
    [InlineData("../x")]
    [InlineData("16@sha256:0")]
    public void A_version_must_be_a_tag(string version) => Find(new DatabaseSpec("db", DatabaseType.MySql) { Version = version }).Should().ContainSingle().Which.Should().StartWith("version: ").And.Contain("tag of an image");

    [Fact]
    public void A_version_that_the_options_image_is_not_is_refused()
    {
        KubernetesOptions options = new() { DatabaseImages = { ["postgresql"] = "example/pg:15.2" } };
        Find(new DatabaseSpec("db", DatabaseType.PostgreSql) { Version = "16" }, options).Should().ContainSingle().Which.Should().StartWith("version: ").And.Contain("example/pg:15.2");
        Find(new DatabaseSpec("db", DatabaseType.PostgreSql) { Version = "15" }, options).Should().BeEmpty();
    }

    [Fact]
    public void Cloud_resources_are_not_to_be_had() =>
        new InfrastructureManifests().FindObstacles(new InfrastructureSpec { Resources = [new ResourceSpec("files", ResourceType.S3)] }, new KubernetesOptions()).Should().ContainSingle().Which.ToString().Should().StartWith("resources: ").And.Contain("s3 'files'");

    [Theory]
    [InlineData("a_b.example.com", null, "domain.name: ")]
    [InlineData("a.example.com", "arn:aws:acm:x", "domain.certificate: ")]
    public void A_domain_must_be_one_that_an_ingress_takes(string name, string? certificate, string path) =>
        new InfrastructureManifests().FindObstacles(new InfrastructureSpec { Domain = new DomainSpec(name) { Certificate = certificate } }, new KubernetesOptions()).Should().ContainSingle().Which.ToString().Should().StartWith(path);

    private static string[] Find(ServiceSpec spec, KubernetesOptions? options = null) => [.. new ServiceManifests().FindObstacles(spec, options ?? new KubernetesOptions()).Select(obstacle => obstacle.ToString())];

    private static string[] Find(DatabaseSpec spec, KubernetesOptions? options = null) => 
        [.. DatabaseManifests.Find(spec.Type)!.FindObstacles(spec, options ?? new KubernetesOptions()).Select(obstacle => obstacle.ToString())];
}
