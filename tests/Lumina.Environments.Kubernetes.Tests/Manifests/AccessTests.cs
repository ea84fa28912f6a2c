using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Which doors the policies open: those along references, and no others.</summary>
[Trait("Category", "Networking")]
public sealed class AccessTests
{
    private static readonly DatabaseSpec Orders = new("orders", DatabaseType.PostgreSql);
    private static readonly DatabaseSpec Cache = new("cache", DatabaseType.Redis);
    private static readonly ServiceSpec Api = new("api", ServiceSource.Image("example/api:1")) { Endpoints = [EndpointSpec.Http(8080), EndpointSpec.Grpc(9090)], Settings = { ["DB"] = Reference.ConnectionString("orders") } };
    private static readonly ServiceSpec Ui = new("ui", ServiceSource.Image("example/ui:1")) { Type = ServiceType.Ui, Endpoints = [EndpointSpec.Http(80)], DependsOn = [ComponentName.Service("api")] };
    private static readonly ServiceSpec Worker = new("worker", ServiceSource.Image("example/worker:1"));

    [Fact]
    public void A_database_lets_in_who_refers_to_it_and_goes_nowhere() => Doors(Orders).Should().BeEquivalentTo("from api: 5432");

    [Fact]
    public void What_nobody_refers_to_lets_nobody_in()
    {
        Doors(Cache).Should().BeEmpty();
        Doors(Worker).Should().BeEmpty();
    }

    [Fact]
    public void A_service_goes_where_its_references_lead_and_lets_in_who_depends_on_it() =>
        Doors(Api).Should().BeEquivalentTo("from ui: 8080,9090", "from api: 8080,9090", "to orders: 5432", "to api: 8080,9090");

    [Fact]
    public void A_database_that_another_provider_makes_is_reached_where_it_is() =>
        DoorsOf(ManifestLab.Of([Orders with { Provider = "team" }, Api]).Write(Api)).Should().BeEquivalentTo("from api: 8080,9090", "to 10.1.2.3/32: 6000", "to api: 8080,9090");

    [Fact]
    public void Every_policy_is_about_both_directions() => ManifestDifference.Flatten(Lab().Write(Worker))
        .Where(value => value.Key.StartsWith("NetworkPolicy spec.policyTypes", StringComparison.Ordinal)).Select(value => value.Value).Should().Equal("Ingress", "Egress");

    [Theory]
    [InlineData(null, "from namespaces {}: 80")]
    [InlineData("ingress-nginx", "from namespaces {\"matchLabels\":{\"kubernetes.io/metadata.name\":\"ingress-nginx\"}}: 80")]
    public void A_domain_lets_the_ingress_controller_in_at_the_one_service_that_it_leads_to(string? space, string door)
    {
        InfrastructureSpec infrastructure = new() { Domain = new DomainSpec("Shop.example.com") };
        KubernetesOptions options = new() { IngressNamespace = space, IngressClass = "nginx" };
        Doors(Ui, options, infrastructure).Should().Contain(door);
        Doors(Api, options, infrastructure).Should().NotContain(found => found.StartsWith("from namespaces", StringComparison.Ordinal));
        SortedDictionary<string, string> values = ManifestDifference.Flatten(Lab(options, infrastructure).Write(Ui));
        values["Ingress spec.rules[0].host"].Should().Be("shop.example.com");
        values["Ingress spec.rules[0].http.paths[0].backend.service.name"].Should().Be("ui");
        values["Ingress spec.tls[0].hosts[0]"].Should().Be("shop.example.com");
        values["Ingress spec.ingressClassName"].Should().Be("nginx");
        values.Keys.Should().NotContain("Ingress spec.tls[0].secretName");
    }

    [Fact]
    public void A_domain_leads_to_the_first_api_where_there_is_no_user_interface()
    {
        ManifestLab lab = ManifestLab.Of([new InfrastructureSpec { Domain = new DomainSpec("a.example.com") { Tls = false } }, Worker, Api, Orders]);
        lab.Write(Api).Objects.Should().ContainSingle(item => item.Type == KubernetesType.Ingress).Which.Body["spec"]!["tls"].Should().BeNull();
    }

    [Fact]
    public void A_cluster_without_ingresses_is_told_before_anything_is_applied()
    {
        ManifestLab lab = ManifestLab.Of([new InfrastructureSpec { Domain = new DomainSpec("a.example.com") }, Ui, Api, Orders], versions: ManifestLab.Old with { HasIngresses = false });
        lab.Invoking(one => one.Write(Ui)).Should().Throw<Lumina.Environments.Providers.ProviderException>().WithMessage("*a.example.com*no networking.k8s.io/v1 Ingress*");
    }

    [Theory]
    [InlineData("https://payments.example.com/v1", "to 0.0.0.0/0 ::/0: 443")]
    [InlineData("http://192.0.2.7:8088", "to 192.0.2.7/32: 8088")]
    [InlineData("http://[2001:db8::1]/", "to 2001:db8::1/128: 80")]
    public void What_runs_elsewhere_is_reached_at_its_port_and_its_address_where_it_has_one(string address, string door)
    {
        ServiceSpec outside = new("outside", ServiceSource.External(new Uri(address)));
        ServiceSpec caller = Worker with { DependsOn = [outside.ComponentName] };
        DoorsOf(ManifestLab.Of([outside, caller]).Write(caller)).Should().BeEquivalentTo(door);
    }

    [Theory]
    [InlineData("postgresql", "Host=h;Port=6432", "6432")]
    [InlineData("postgresql", "Host=h", "5432")]
    [InlineData("postgresql", "postgresql://u:p@h:7000/db", "7000")]
    [InlineData("redis", "h:6380,password=p", "6380")]
    [InlineData("sqlserver", "Server=h,14330;Database=d", "14330")]
    [InlineData("sqlserver", "Server=h;Database=d", "1433")]
    public void A_database_that_exists_is_reached_at_the_port_of_its_connection_string(string type, string connectionString, string port)
    {
        DatabaseSpec existing = new("existing", new DatabaseType(type)) { Existing = new Secret(connectionString) };
        ServiceSpec caller = Worker with { DependsOn = [existing.ComponentName] };
        DoorsOf(ManifestLab.Of([existing, caller]).Write(caller)).Should().BeEquivalentTo($"to 0.0.0.0/0 ::/0: {port}");
    }

    private static ManifestLab Lab(KubernetesOptions? options = null, params ComponentSpec[] more) => ManifestLab.Of([Orders, Cache, Api, Ui, Worker, .. more], options);

    private static IReadOnlyList<string> Doors(ComponentSpec spec, KubernetesOptions? options = null, params ComponentSpec[] more) => DoorsOf(Lab(options, more).Write(spec));

    internal static IReadOnlyList<string> DoorsOf(KubernetesComponent component)
    {
        JsonNode policy = component.Objects.Single(item => item.Type == KubernetesType.NetworkPolicy).Body["spec"]!;
        return [.. Side(policy["ingress"], "from"), .. Side(policy["egress"], "to")];

        IEnumerable<string> Side(JsonNode? rules, string side) => (rules as JsonArray ?? []).SelectMany(rule => ((JsonArray)rule![side]!)
            .GroupBy(peer => peer!["ipBlock"] is null ? Peer(peer) : "")
            .Select(peers => $"{side} {(peers.Key.Length > 0 ? peers.Key : string.Join(' ', peers.Select(peer => peer!["ipBlock"]!["cidr"])))}: {string.Join(',', ((JsonArray)rule["ports"]!).Select(port => port!["port"]))}"));

        static string Peer(JsonNode peer) => peer["namespaceSelector"] is { } namespaces
            ? $"namespaces {namespaces.ToJsonString()}"
            : ((string)peer["podSelector"]!["matchLabels"]![KubernetesComponent.ComponentLabel]!).Split('-')[0];
    }
}
