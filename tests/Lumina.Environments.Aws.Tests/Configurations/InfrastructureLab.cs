using System.Text;
using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>A network and infrastructure with everything that there is, and what terraform would say of it.</summary>
internal static class InfrastructureLab
{
    /// <summary>Names that are a user's, in them what terraform and a shell would read.</summary>
    public const string NastyDirectory = "a ${x} %{y} \"quoted\" 日本";

    /// <summary>A script with what terraform would read in it.</summary>
    public const string UserDataText = "#!/bin/sh\necho \"${aws_instance.x.id} %{for} 日本\"\n";

    private static readonly string[] Machined = ["first", "second"];

    public static NetworkSpec Network { get; } = new()
    {
        Cidr = "10.20.0.0/16",
        InternetGateway = true,
        NatGateway = true,
        Subnets =
        [
            new("front-a", "10.20.0.0/24") { Public = true },
            new("front-b", "10.20.1.0/24") { Public = true },
            new("back-a", "10.20.2.0/24") { AvailabilityZone = "eu-central-1a" },
            new("back-b", "10.20.3.0/24") { AvailabilityZone = "eu-central-1b" },
        ],
        SecurityGroups =
        [
            new("web")
            {
                Ingress = [new(443, 443) { Cidr = "203.0.113.0/24" }, new(443, 443) { Cidr = "2001:db8::/32" }],
                Egress = [new(5432, 5432) { Group = "data" }, new(0, 65_535) { Protocol = "icmp", Cidr = "10.20.0.0/16" }],
            },
            new("data") { Ingress = [new(5432, 5432) { Group = "web" }, new(53, 53) { Protocol = "udp", Group = "data" }, new(0, 0) { Protocol = "all", Group = "data" }] },
        ],
    };

    public static InfrastructureSpec Machines { get; } = new()
    {
        InstanceType = "t4g.small",
        InstanceCount = 2,
        LoadBalancer = new LoadBalancerSpec { Public = true, Ports = [80, 8443] },
        Domain = new DomainSpec("Checkout.test.example.com"),
        Backup = new BackupSpec(7) { Schedule = "30 */6 * * 1-5" },
        HealthCheck = HealthCheckSpec.Http("/ready ${x}"),
        Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["userData"] = UserDataText },
    };

    public static InfrastructureSpec ScalingMachines { get; } = new() { AutoScaling = new AutoScalingSpec(2, 6) { TargetCpuPercent = 55 }, InstanceCount = 3, LoadBalancer = new LoadBalancerSpec(), Backup = new BackupSpec(3), Settings = Machines.Settings };

    public static InfrastructureSpec Resources { get; } = new()
    {
        LoadBalancer = new LoadBalancerSpec { Public = true, Ports = [8080] },
        Resources =
        [
            Resource("files", ResourceType.S3, ("versioning", "true"), ("expireAfterDays", "30")),
            Resource("plain", ResourceType.S3),
            Resource("resize", ResourceType.Lambda, ("zip", "code.zip"), ("handler", "index.handler"), ("runtime", "python3.13"), ("memory", "256"), ("timeout", "60"), ("architecture", "arm64"), ("environment.GREETING", "${x} %{y} 😀")),
            Resource("api", ResourceType.ApiGateway, ("target", "resize")),
            Resource("open-api", ResourceType.ApiGateway, ("target", "load-balancer"), ("authorization", "none")),
            Resource("cdn", ResourceType.CloudFront, ("origin", "files"), ("defaultObject", "index.html"), ("priceClass", "PriceClass_200")),
            Resource("front", ResourceType.CloudFront, ("origin", "load-balancer")),
            Resource("zone", ResourceType.Route53, ("zone", "shop.example.org")),
            Resource("inner", ResourceType.Route53, ("zone", "inner.example.org"), ("private", "true")),
            Resource("note", ResourceType.Route53, ("zone", "shop.example.org"), ("record", "note.shop.example.org"), ("recordType", "TXT"), ("values", "one ${x}\ntwo"), ("ttl", "60")),
            Resource("elsewhere", ResourceType.Route53, ("zone", "test.example.com"), ("record", "www.test.example.com"), ("recordType", "CNAME"), ("values", "example.net")),
        ],
    };

    public static ResourceSpec Resource(string name, ResourceType type, params (string Name, string Value)[] settings) =>
        new(name, type) { Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal) };

    /// <summary>The infrastructure, written into the network or into the account's own.</summary>
    public static AwsComponent Write(InfrastructureSpec spec, NetworkSpec? network = null, string baseDirectory = ".", AwsOptions? options = null) =>
        new ConfigurationLab(new EnvironmentSpec("shop", "team-a") { Infrastructure = spec, Network = network }, options, baseDirectory).Write(new InfrastructureConfiguration(), spec);

    /// <summary>As terraform might answer: each output's value says whose it is.</summary>
    public static AwsValues Answer(AwsComponent component) => new(component.Literals, component.OutputNames.Keys.ToDictionary(
        name => name, name => JsonSerializer.SerializeToElement(name is "instanceIds" or "instanceAddresses" ? (object)Machined : $"of {name}"), StringComparer.Ordinal));

    /// <summary>A directory with the function's code in a file that is always the same.</summary>
    public static string CodeDirectory(string temporary)
    {
        string directory = Directory.CreateDirectory(Path.Combine(temporary, NastyDirectory)).FullName;
        File.WriteAllBytes(Path.Combine(directory, "code.zip"), Encoding.UTF8.GetBytes("code"));
        return directory;
    }
}
