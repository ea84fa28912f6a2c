using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What is added to manifests that somebody else has written, and what they give to others.</summary>
public sealed class OwnManifestsTests
{
    private const string Web = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app.kubernetes.io/managed-by":"Helm","team":"a"}},"spec":{
          "selector":{"matchLabels":{"app":"web","app.kubernetes.io/managed-by":"Helm"}},
          "template":{"metadata":{"labels":{"app":"web","app.kubernetes.io/managed-by":"Helm"}},"spec":{"containers":[{"name":"web","image":"x","ports":[{"name":"http","containerPort":8080},{"containerPort":9090}]}]}}}}
        """;

    private const string Door = """{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"app":"web"},"ports":[{"name":"http","port":80,"targetPort":"http"},{"name":"metrics","port":9090},{"name":"dns","port":53,"protocol":"UDP"}]}}""";

    private static readonly KubernetesManifestsSpec Shop = new("shop") { Folder = "k8s" };

    [Fact]
    public void Objects_bear_the_marks_and_pods_the_labels_and_no_selector_loses_its_pods()
    {
        JsonObject web = Write(Shop, Web).Objects.Single(each => each.Name == "web").Body;

        web.Texts("metadata", "labels").Should().Contain(OwnershipMarks.EnvironmentMark, ManifestLab.Id.Value).And.Contain("team", "a").And.Contain(EnvironmentNamespace.ManagedByLabel, EnvironmentNamespace.ManagedBy);
        web.Texts("metadata", "annotations").Should().ContainKey(OwnershipMarks.OwnerMark);
        Dictionary<string, string> pods = web.Texts("spec", "template", "metadata", "labels");
        pods.Should().Contain(web.Texts("spec", "selector", "matchLabels")).And.Contain(KubernetesComponent.ComponentLabel, ExternalName.For(ManifestLab.Id, Shop.ComponentName));
    }

    [Fact]
    public void Templates_of_cron_jobs_and_of_claims_bear_the_labels_too()
    {
        KubernetesComponent written = Write(
            Shop,
            """{"apiVersion":"batch/v1beta1","kind":"CronJob","metadata":{"name":"nightly"},"spec":{"jobTemplate":{"spec":{"template":{"spec":{"containers":[]}}}}}}""",
            """{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"store"},"spec":{"template":{"spec":{"containers":[]}},"volumeClaimTemplates":[{"metadata":{"name":"data"}}]}}""");

        written.Objects.Single(each => each.Name == "nightly").Body.Texts("spec", "jobTemplate", "spec", "template", "metadata", "labels").Should().ContainKey(KubernetesComponent.ComponentLabel);
        written.Objects.Single(each => each.Name == "store").Body.All("spec", "volumeClaimTemplates").Single().Texts("metadata", "labels").Should().ContainKey(KubernetesComponent.ComponentLabel);
    }

    [Fact]
    public void What_has_pods_comes_after_all_that_they_need() =>
        Write(Shop with { Settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal) { ["A"] = "b" } }, Web, Door).Objects.Select(each => each.Type.Kind).Should().Equal("Secret", "NetworkPolicy", "Service", "Deployment");

    [Fact]
    public void Services_give_their_addresses_within_the_namespace_and_on_this_machine()
    {
        KubernetesComponent written = Write(Shop, Web, Door);

        new OwnManifests().Outputs(Shop, written).Select(output => $"{output.Name} {output.Value}").Should().BeEquivalentTo("web http://web:80", "web.http http://web:80", "web.metrics tcp://web:9090");
        new OwnManifests().Ports(Shop, written).Select(port => $"{port.Name} {port.Port} {port.Labels} {port.Outputs("127.0.0.1", 5000).Single().Value}").Should().BeEquivalentTo(
            "web 8080 app=web http://127.0.0.1:5000", "web.http 8080 app=web http://127.0.0.1:5000", "web.metrics 9090 app=web tcp://127.0.0.1:5000");
    }

    [Theory]
    [InlineData("""{"port":80}""", "http")]
    [InlineData("""{"port":80,"name":"https"}""", "https")]
    [InlineData("""{"port":80,"name":"grpc-web"}""", "http")]
    [InlineData("""{"port":80,"name":"amqp"}""", "tcp")]
    [InlineData("""{"port":80,"name":"amqp","appProtocol":"HTTP"}""", "http")]
    public void The_scheme_is_what_the_port_says_of_itself(string port, string scheme) =>
        BroughtPort.Of(Write(Shop, $$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"app":"web"},"ports":[{{port}}]} }""")).First().Scheme.Should().Be(scheme);

    [Fact]
    public void The_pods_reach_each_other_and_what_the_spec_refers_to_and_nobody_else()
    {
        KubernetesManifestsSpec shop = Shop with { DependsOn = [ComponentName.Database("orders")] };
        ServiceSpec caller = new("caller", ServiceSource.Image("x")) { DependsOn = [shop.ComponentName] };
        ManifestLab lab = ManifestLab.Of([shop, caller, new DatabaseSpec("orders", DatabaseType.PostgreSql)]);

        JsonNode policy = Write(lab, shop, Web, Door).Objects.Single(each => each.Type == KubernetesType.NetworkPolicy).Body["spec"]!;
        Rules(policy["ingress"], "from").Should().BeEquivalentTo("caller 8080 9090", "shop any");
        Rules(policy["egress"], "to").Should().BeEquivalentTo("orders 5432", "shop any");
        Rules(lab.Write(caller).Objects.Single(each => each.Type == KubernetesType.NetworkPolicy).Body["spec"]!["egress"], "to").Should().BeEquivalentTo("shop any");
    }

    [Fact]
    public void An_ingress_lets_the_clusters_controller_in() =>
        Write(Shop, Web, Door, """{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"web"},"spec":{}}""").Objects.Single(each => each.Type == KubernetesType.NetworkPolicy)
            .Body["spec"]!["ingress"]!.ToJsonString().Should().Contain("namespaceSelector");

    private static KubernetesComponent Write(KubernetesManifestsSpec spec, params string[] brought) => Write(ManifestLab.Of([spec]), spec, brought);

    private static KubernetesComponent Write(ManifestLab lab, KubernetesManifestsSpec spec, params string[] brought)
    {
        KubernetesComponent component = lab.Component(spec);
        component.Brought = [.. brought.Select(text => JsonNode.Parse(text)!.AsObject()).Select(body => new KubernetesObject(TypeOf(body), body.Name(), body))];
        new OwnManifests().Write(spec, component);
        return component;
    }

    private static KubernetesType TypeOf(JsonObject body)
    {
        string[] version = body.Text("apiVersion")!.Split('/');
        string kind = body.Text("kind")!;
        return new KubernetesType(version.Length == 1 ? "" : version[0], version[^1], kind, kind == "Ingress" ? "ingresses" : $"{kind.ToLowerInvariant()}s");
    }

    private static IEnumerable<string> Rules(JsonNode? rules, string side) => ((JsonArray)rules!).Select(rule =>
        $"{string.Join(' ', rule.All(side).Select(peer => peer.Text("podSelector", "matchLabels", KubernetesComponent.ComponentLabel)!.Split('-')[0]))} {(rule!["ports"] is null ? "any" : string.Join(' ', rule.All("ports").Select(port => port["port"])))}");
}
