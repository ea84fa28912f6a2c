using System.Net;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What an API server answers, in words that tell what to do.</summary>
public sealed class ClusterErrorsTests
{
    [Theory]
    [InlineData(401, """{"message":"Unauthorized","reason":"Unauthorized"}""", nameof(ClusterFailure.Unauthorized), "does not know who asks")]
    [InlineData(403, """{"message":"deployments.apps \"api\" is forbidden: User \"x\" cannot patch resource \"deployments\" in API group \"apps\"","reason":"Forbidden"}""", nameof(ClusterFailure.Forbidden), "Grant the right 'patch' on 'deployments' of the group 'apps'")]
    [InlineData(403, """{"message":"exceeded quota: environment, requested: pods=1"}""", nameof(ClusterFailure.QuotaExceeded), "PodQuota")]
    [InlineData(403, """{"message":"x is forbidden because it is being terminated","details":{"causes":[{"reason":"NamespaceTerminating"}]}}""", nameof(ClusterFailure.NamespaceTerminating), "is ending")]
    [InlineData(403, """{"message":"violates PodSecurity \"restricted:latest\": runAsNonRoot != true"}""", nameof(ClusterFailure.AdmissionDenied), "runAsNonRoot")]
    [InlineData(409, """{"reason":"Conflict","message":"Apply failed","details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl\" using apps/v1","field":".spec.replicas"}]}}""", nameof(ClusterFailure.Conflict), "'kubectl' owns the field .spec.replicas")]
    [InlineData(409, """{"reason":"AlreadyExists","message":"exists"}""", nameof(ClusterFailure.AlreadyExists), "exists")]
    [InlineData(410, """{"reason":"Expired","message":"too old"}""", nameof(ClusterFailure.Expired), "too old")]
    [InlineData(422, """{"message":"m","details":{"causes":[{"field":"spec.replicas","message":"must not be negative"}]}}""", nameof(ClusterFailure.Invalid), "spec.replicas: must not be negative")]
    [InlineData(422, """{"message":"m","details":{"causes":[{"field":"spec.selector","message":"Invalid value: v1.LabelSelector{}: field is immutable"}]}}""", nameof(ClusterFailure.Immutable), "spec.selector can't be changed. Put it back")]
    [InlineData(422, """{"message":"m","details":{"causes":[{"field":"spec","message":"Forbidden: updates to statefulset spec for fields other than 'replicas' and 'template' are forbidden"}]}}""", nameof(ClusterFailure.Immutable), "spec can't be changed")]
    [InlineData(422, """{"message":"m","details":{"causes":[{"field":"spec","message":"Forbidden: is immutable after creation except resources.requests for bound claims"}]}}""", nameof(ClusterFailure.Immutable), "kubectl delete deployments api -n shop")]
    [InlineData(422, """{"message":"m","details":{"causes":[{"field":"spec.template","message":"field is immutable"},{"field":"spec.replicas","message":"must not be negative"}]}}""", nameof(ClusterFailure.Invalid), "spec.template: field is immutable; spec.replicas: must not be negative")]
    [InlineData(500, """{"message":".spec.nonsense: field not declared in schema"}""", nameof(ClusterFailure.Invalid), "not declared")]
    [InlineData(500, """{"message":"failed to create typed patch object (x/api; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string"}""", nameof(ClusterFailure.Invalid), ".spec.replicas: expected numeric")]
    [InlineData(500, """{"message":"failed to convert new object to proper version: illegal base64 data at input byte 3"}""", nameof(ClusterFailure.Invalid), "illegal base64")]
    [InlineData(503, """{"code":14,"message":"unavailable","details":[]}""", nameof(ClusterFailure.Busy), "busy")]
    [InlineData(409, """{"reason":"Conflict","message":"Apply failed","details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"lumina-environments\" using apps/v1","field":".spec.replicas"},{"reason":"FieldManagerConflict","message":"conflict with \"kubectl-edit\" using apps/v1","field":".spec.paused"}]}}""", nameof(ClusterFailure.Conflict), ": 'kubectl-edit' owns the field .spec.paused. Nothing")]
    [InlineData(500, """{"message":"etcdserver: request timed out"}""", nameof(ClusterFailure.Busy), "busy")]
    [InlineData(503, "not JSON", nameof(ClusterFailure.Busy), "not JSON")]
    public void Each_answer_has_its_own_words(int status, string body, string failure, string words)
    {
        ClusterException exception = ClusterErrors.Explain(new ClusterCall("patch", KubernetesType.Deployment) { Namespace = "shop", Name = "api" }, "https://x/", (HttpStatusCode)status, null, body);

        exception.Failure.ToString().Should().Be(failure);
        exception.Message.Should().StartWith("Can't patch Deployment 'api' in namespace 'shop': ").And.Contain(words);
        exception.ToProviderException().IsTransient.Should().Be(exception.Failure is ClusterFailure.Busy or ClusterFailure.Expired);
    }

    [Theory]
    [InlineData("404 page not found", nameof(ClusterFailure.Busy))]
    [InlineData("""{"kind":"Status","reason":"NotFound","code":404,"message":"namespaces \"shop\" not found"}""", nameof(ClusterFailure.NotFound))]
    public void That_a_namespace_is_gone_is_believed_of_the_server_alone_and_not_of_what_stands_before_it(string body, string failure) =>
        ClusterErrors.Explain(new ClusterCall("get", KubernetesType.Namespace) { Name = "shop" }, "https://x/", HttpStatusCode.NotFound, null, body).Failure.ToString().Should().Be(failure);

    [Fact]
    public void What_is_wrong_with_a_secret_is_told_without_its_value()
    {
        ClusterException exception = ClusterErrors.Explain(
            new ClusterCall("patch", KubernetesType.Secret) { Namespace = "shop", Name = "api" }, "https://x/", HttpStatusCode.UnprocessableEntity, null,
            """{"message":"data.password: Invalid value: \"s3cret\"","details":{"causes":[{"field":"data[password]","message":"Invalid value: \"s3cret\""}]}}""");

        exception.Message.Should().Contain("data[password]").And.NotContain("s3cret");
    }

    [Fact]
    public void A_value_of_a_secret_that_is_of_another_type_is_not_told_either()
    {
        ClusterException exception = ClusterErrors.Explain(
            new ClusterCall("patch", KubernetesType.Secret) { Namespace = "shop", Name = "api" }, "https://x/", HttpStatusCode.InternalServerError, null,
            """{"message":"failed to create typed patch object (shop/api; /v1, Kind=Secret): .stringData.PIN: expected string, got &value.valueUnstructured{Value:4711}"}""");

        (exception.Failure, exception.IsTransient).Should().Be((ClusterFailure.Invalid, false));
        exception.Message.Should().Contain(".stringData.PIN: expected string").And.NotContain("4711");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a?x=1")]
    [InlineData("Upper")]
    public void What_is_no_name_never_becomes_a_path(string name)
    {
        Func<string> path = () => new ClusterCall("delete", KubernetesType.Pod) { Namespace = "shop", Name = name }.Path;
        path.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_deletion_without_a_name_is_no_deletion_of_all()
    {
        Func<string> path = () => new ClusterCall("delete", KubernetesType.Pod) { Namespace = "shop" }.Path;
        path.Should().Throw<InvalidOperationException>();
    }
}
