using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>When a job is done, and when it fails.</summary>
public sealed class JobJudgeTests
{
    [Fact]
    public void A_job_is_ready_when_it_is_complete()
    {
        Judge("""{"type":"Complete","status":"True"}""").IsReady.Should().BeTrue();
        Judge("""{"type":"Complete","status":"False"}""").IsReady.Should().BeFalse();
    }

    [Fact]
    public void A_job_that_has_failed_is_told_with_its_reason_and_the_log_of_its_last_pod()
    {
        WorkloadVerdict verdict = Judge("""{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"Job has reached the specified backoff limit"}""", Pod("""{"phase":"Failed"}"""));

        (verdict.FailsAfter, verdict.Detail, verdict.Log).Should().Be((TimeSpan.Zero, "Job 'migrate' has failed: BackoffLimitExceeded: Job has reached the specified backoff limit", ("migrate-x", "main", false)));
    }

    [Theory]
    [InlineData("""{"phase":"Failed"}""")]
    [InlineData("""{"phase":"Running","containerStatuses":[{"name":"main","restartCount":5,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}""")]
    public void A_pod_that_ended_badly_is_tried_again(string status) => Judge("", Pod(status)).FailsAfter.Should().BeNull();

    [Fact]
    public void An_image_that_cannot_be_pulled_is_told_at_once() =>
        Judge("", Pod("""{"phase":"Pending","containerStatuses":[{"name":"main","state":{"waiting":{"reason":"ImagePullBackOff","message":"not found"}}}]}""")).FailsAfter.Should().Be(TimeSpan.Zero);

    [Fact]
    public void Pods_that_the_cluster_refuses_are_told_in_its_words() =>
        Judge("", (JsonObject)JsonNode.Parse("""{"metadata":{"name":"e"},"reason":"FailedCreate","message":"pods is forbidden: violates PodSecurity","involvedObject":{"uid":"1"}}""")!)
            .Detail.Should().Be("the cluster refuses the pods of Job 'migrate': pods is forbidden: violates PodSecurity.");

    private static WorkloadVerdict Judge(string condition, params JsonObject[] things)
    {
        JsonObject job = (JsonObject)JsonNode.Parse($$$"""{"metadata":{"name":"migrate","uid":"1"},"status":{"conditions":[{{{condition}}}]}}""")!;
        NamespaceState state = NamespaceState.Nothing.With(KubernetesType.Job, ImmutableDictionary<string, JsonObject>.Empty.Add("migrate", job));
        foreach (IGrouping<KubernetesType, JsonObject> each in things.GroupBy(thing => thing.ContainsKey("reason") ? KubernetesType.Event : KubernetesType.Pod))
        {
            state = state.With(each.Key, each.ToImmutableDictionary(thing => thing.Name(), StringComparer.Ordinal));
        }

        return WorkloadJudge.Judge(state, new Workload(KubernetesType.Job, "migrate", "1", 1));
    }

    private static JsonObject Pod(string status) =>
        (JsonObject)JsonNode.Parse($$$"""{"metadata":{"name":"migrate-x","uid":"7","ownerReferences":[{"uid":"1"}]},"spec":{"containers":[{"name":"main"}]},"status":{{{status}}}}""")!;
}
