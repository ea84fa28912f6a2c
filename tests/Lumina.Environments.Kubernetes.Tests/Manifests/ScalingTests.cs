namespace Lumina.Environments.Kubernetes.Tests;

public sealed class ScalingTests
{
    private static readonly InfrastructureSpec Scaling = new() { AutoScaling = new AutoScalingSpec(0, 4) };
    private static readonly ServiceSpec Api = new("api", ServiceSource.Image("example/api:1")) { Replicas = 3, Endpoints = [EndpointSpec.Http()] };

    [Fact]
    public void Where_an_autoscaler_says_how_many_run_the_deployment_says_nothing()
    {
        SortedDictionary<string, string> values = ManifestDifference.Flatten(ManifestLab.Of([Scaling, Api]).Write(Api));
        values.Keys.Should().NotContain("Deployment spec.replicas");
        values["HorizontalPodAutoscaler spec.minReplicas"].Should().Be("1");
        values["HorizontalPodAutoscaler spec.maxReplicas"].Should().Be("4");
        values["HorizontalPodAutoscaler spec.targetCPUUtilizationPercentage"].Should().Be("70");
    }

    [Fact]
    public void What_an_autoscaler_scales_is_not_scaled_by_hand()
    {
        ServiceScaling.WhyNot(Api, [Scaling, Api]).Should().Be("its autoscaler owns the number of its pods, 1 to 4 (the infrastructure's autoScaling)");
        ServiceScaling.WhyNot(Api, [Api]).Should().BeNull();
    }

    [Fact]
    public void The_autoscaler_measures_against_all_processors_that_a_pod_may_use() =>
        ManifestDifference.Flatten(ManifestLab.Of([Scaling, Api]).Write(Api))["Deployment spec.template.spec.containers[0].resources.requests.cpu"].Should().Be("500m");

    [Fact]
    public void What_is_stopped_has_no_replicas_though_it_is_scaled() =>
        ManifestDifference.Flatten(ManifestLab.Of([Scaling, Api]).Write(Api, isStopped: true))["Deployment spec.replicas"].Should().Be("0");

    [Fact]
    public void A_new_cluster_gets_the_new_versions()
    {
        InfrastructureSpec scaling = Scaling with { AutoScaling = new AutoScalingSpec(2, 4) };
        SortedDictionary<string, string> values = ManifestDifference.Flatten(ManifestLab.Of([scaling, Api], versions: ManifestLab.New).Write(Api));
        values["HorizontalPodAutoscaler apiVersion"].Should().Be("autoscaling/v2");
        values["HorizontalPodAutoscaler spec.metrics[0].resource.target.averageUtilization"].Should().Be("70");
        values["PodDisruptionBudget apiVersion"].Should().Be("policy/v1");
    }

    [Fact]
    public void A_cluster_without_disruption_budgets_gets_none() =>
        ManifestLab.Of([Api], versions: ManifestLab.Old with { Policy = null }).Write(Api).Objects.Should().NotContain(item => item.Type.Kind == "PodDisruptionBudget");

    [Theory]
    [InlineData("worker")]
    [InlineData("scheduler")]
    [InlineData("queue")]
    public void What_may_not_run_twice_is_not_scaled(string type)
    {
        ServiceSpec spec = Api with { Type = new ServiceType(type) };
        ManifestLab.Of([Scaling, spec]).Write(spec).Objects.Should().NotContain(item => item.Type.Kind == "HorizontalPodAutoscaler");
    }
}
