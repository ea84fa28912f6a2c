namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What Kubernetes declines stands at the setting that it is about.</summary>
public sealed class ObstaclePathTests
{
    [Fact]
    public async Task What_is_declined_of_a_service_stands_at_its_settings()
    {
        ServiceSpec service = new("api", ServiceSource.Project("Api"))
        {
            Endpoints = [EndpointSpec.Http(), EndpointSpec.Https(8443)],
            Settings = { ["Logging:Level"] = "x" },
            Container = new ContainerSettings { User = "node", Mounts = [ContainerMount.Memory("/m"), ContainerMount.Bind("wwwroot", "/srv")], Files = [new ContainerFile("/m", "")] },
        };

        (await FaultsOf(new EnvironmentSpec("shop", "tests") { Services = [new ServiceSpec("ui", ServiceSource.Dockerfile("ui")), service] })).Should().Equal(
            "services[0].sources: 'ui' has no image among its sources, and nothing is built on Kubernetes. Push an image to a registry that the cluster reaches and add ServiceSource.Image.",
            "services[1].sources: 'api' has no image among its sources, and nothing is built on Kubernetes. Push an image to a registry that the cluster reaches and add ServiceSource.Image.",
            "services[1].endpoints[1].secured: Endpoint 'https' is to be secured, and nothing is within a cluster: TLS ends at the ingress of a domain. KubernetesOptions.AllowUnencrypted allows it without.",
            "services[1].settings.Logging:Level: Setting 'Logging:Level' has no name that Kubernetes takes for a variable. Write up to 253 letters, digits, '_', '-' and '.', no digit first; .NET reads '__' in place of ':'.",
            "services[1].container.user: container.user is 'node', and pods know users by number only. Write such as 1000:1000.",
            "services[1].container.mounts[1].source: 'wwwroot' is a folder or file of this machine, which no pod sees. Put what is in it into the image or into container.files, or mount a volume.",
            "services[1].container.files[0].path: A file and a mount are both at '/m'. Take another path for one of them.");
    }

    [Fact]
    public async Task What_is_declined_of_all_else_stands_at_its_settings()
    {
        EnvironmentSpec spec = new("shop", "tests")
        {
            Network = new NetworkSpec { SecurityGroups = [new SecurityGroupSpec("web") { Ingress = [new SecurityRuleSpec(80, 80) { Cidr = "10.0.0.0/8" }, new SecurityRuleSpec(1000, 1100) { Cidr = "10.0.0.0/8" }] }] },
            Infrastructure = new InfrastructureSpec { Resources = [new ResourceSpec("files", ResourceType.S3)] },
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Version = "16 --privileged" }, new DatabaseSpec("legacy", DatabaseType.SqlServer) { Encrypted = true }],
        };

        (await FaultsOf(spec)).Should().Equal(
            "network.securityGroups[0].ingress[1]: Security group 'web' opens the ports 1000 to 1100: older clusters know single ports only, so that a rule may have up to 100, or all from 0 to 65535. Write several rules or all ports.",
            "infrastructure.resources: Cloud resources are not to be had on Kubernetes: s3 'files'. Leave them out, or make the infrastructure with another provider.",
            "databases[0].version: The version of 'orders' becomes the tag of an image, and it can't be one. Write letters, digits, '.', '_' and '-' only, such as 14 or 6.2.",
            "databases[1].type: Kubernetes has nothing here for database/legacy as it is specified. Take another type.");
    }

    private static async Task<IEnumerable<string>> FaultsOf(EnvironmentSpec spec)
    {
        // There is no cluster, and none is asked.
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.Configure(options => options.AllowVolatileStore = true)
            .UseKubernetes(options => options.KubeConfig = Path.Combine(Path.GetTempPath(), "no-such-kubeconfig")));
        return (await FluentActions.Awaiting(() => manager.PlanAsync(spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Select(fault => fault.ToString());
    }
}
