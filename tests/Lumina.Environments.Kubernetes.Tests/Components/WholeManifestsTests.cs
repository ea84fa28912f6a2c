namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>An environment of what the adapter really writes. Its claims need a cluster that gives volumes.</summary>
public sealed class WholeManifestsTests
{
    [SkippableFact]
    public async Task An_environment_of_every_kind_is_made_stopped_started_and_gone()
    {
        string kubeconfig = await TestCluster.RequireAsync();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.Configure(options => options.AllowVolatileStore = true).UseKubernetes(options =>
        {
            (options.KubeConfig, options.NamespacePrefix, options.ForwardPorts, options.DefaultUser, options.DefaultCpu) = (kubeconfig, "lumina-whole", false, "1000:1000", "200m");
        }));
        EnvironmentSpec spec = new("whole", "tests")
        {
            Network = new NetworkSpec { SecurityGroups = [new SecurityGroupSpec("web") { Egress = [new SecurityRuleSpec(443, 443) { Cidr = "0.0.0.0/0" }] }] },
            Infrastructure = new InfrastructureSpec { AutoScaling = new AutoScalingSpec(1, 3) },
            Monitoring = new MonitoringSpec(),
            Services =
            [
                new ServiceSpec("api", ServiceSource.Image("example/api:1"))
                {
                    Version = "\U0001f600", Endpoints = [EndpointSpec.Http(3000)],
                    Settings = { ["TEXT"] = "\U0001f600\u007f\n", ["DB"] = Reference.ConnectionString("orders"), ["HOST"] = new Reference(ComponentName.Database("orders"), OutputNames.Host) },
                },
                new ServiceSpec("worker", ServiceSource.Image("example/worker:1")) { Type = ServiceType.Worker, Replicas = 2, Settings = { ["API"] = Reference.Endpoint("api") } },
            ],
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("cache", DatabaseType.Redis)],
        };
        EnvironmentSnapshot made = await manager.ProvisionAsync(spec);
        made.Status.Should().Be(EnvironmentStatus.Ready);
        (await manager.StopAsync(made.Id)).Status.Should().Be(EnvironmentStatus.Stopped);
        (await manager.StartAsync(made.Id)).Status.Should().Be(EnvironmentStatus.Running);
        await manager.TerminateAsync(made.Id);
    }
}
