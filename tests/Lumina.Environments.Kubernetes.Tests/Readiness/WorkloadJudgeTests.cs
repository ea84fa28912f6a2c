using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What a kubelet writes, as it is read: hollow nodes write none of it.</summary>
public sealed class WorkloadJudgeTests
{
    private const string NewPods = """{"type":"Progressing","status":"True","message":"ReplicaSet \"api-2\" is progressing."}""";

    [Fact]
    public void An_image_that_cannot_be_pulled_is_told_with_what_the_registry_said()
    {
        WorkloadVerdict verdict = Judge(Pod("api-2", """{"containerStatuses":[{"name":"main","image":"x:1","state":{"waiting":{"reason":"ImagePullBackOff","message":"Back-off pulling image"}}}]}"""), Event("Failed", "Failed to pull image \"x:1\": not found"));

        verdict.FailsAfter.Should().Be(TimeSpan.Zero);
        verdict.Detail.Should().Be("the container 'main' of pod 'api-2-x' can't be started: ImagePullBackOff: Failed to pull image \"x:1\": not found. Correct the image 'x:1', or let its registry be reached with KubernetesOptions.ImagePullSecrets.");
    }

    [Theory]
    [InlineData("ErrImagePull")]
    [InlineData("ImagePullBackOff")]
    public void What_a_kubelet_adds_to_the_registrys_words_does_not_hide_them(string reason)
    {
        WorkloadVerdict verdict = Judge(
            Pod("api-2", $$"""{"containerStatuses":[{"name":"main","image":"x:1","state":{"waiting":{"reason":"{{reason}}","message":"Back-off pulling image"} } }]}"""),
            Event("Failed", "Failed to pull image \"x:1\": not found"), Event("Failed", "Error: ErrImagePull", 1), Event("Failed", "Error: ImagePullBackOff", 2));

        verdict.FailsAfter.Should().Be(TimeSpan.Zero);
        verdict.Detail.Should().Contain($"can't be started: {reason}: Failed to pull image \"x:1\": not found.");
    }

    [Fact]
    public void What_does_not_pass_its_check_in_time_is_told_with_the_check()
    {
        JsonObject pod = Pod("api-2", """{"containerStatuses":[{"name":"main","started":false,"restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":137,"reason":"Error"}}}]}""");
        pod["spec"] = JsonNode.Parse("""{"containers":[{"name":"main","startupProbe":{"httpGet":{"path":"/health","port":8080}}}]}""");

        Judge(pod).Detail.Should().EndWith("exit code 137 (Error). Its health check, GET /health at port 8080, has not passed before that");
    }

    [Fact]
    public void An_image_that_would_run_as_root_is_told_with_the_option() =>
        Judge(Pod("api-2", """{"containerStatuses":[{"name":"main","state":{"waiting":{"reason":"CreateContainerConfigError","message":"container has runAsNonRoot and image will run as root"}}}]}"""))
            .Detail.Should().Contain("KubernetesOptions.DefaultUser").And.Contain("ServiceSpec.Container.User");

    [Fact]
    public void A_container_that_ends_again_and_again_is_told_with_its_exit_code_and_the_log_of_the_run_that_ended()
    {
        WorkloadVerdict verdict = Judge(Pod("api-2", """{"containerStatuses":[{"name":"main","restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}}]}"""));

        verdict.FailsAfter.Should().Be(TimeSpan.Zero);
        verdict.Detail.Should().Be("the container 'main' of pod 'api-2-x' ends again and again: exit code 137 (OOMKilled)");
        verdict.Log.Should().Be(("api-2-x", "main", true));
    }

    [Fact]
    public void One_crash_is_no_failure_yet() =>
        Judge(Pod("api-2", """{"containerStatuses":[{"name":"main","restartCount":1,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":1}}}]}""")).FailsAfter.Should().BeNull();

    [Theory]
    [InlineData("pull access denied, repository does not exist or may require authorization: 401", true)]
    [InlineData("429 too many requests", true)]
    [InlineData("manifest unknown", false)]
    public void An_image_whose_secret_may_come_yet_is_waited_for_and_one_that_is_not_there_is_not(string said, bool waits) =>
        Judge(Pod("api-2", """{"containerStatuses":[{"name":"main","image":"x:1","state":{"waiting":{"reason":"ImagePullBackOff","message":"Back-off pulling image"}}}]}"""), Event("Failed", said))
            .FailsAfter.Should().Be(waits ? PodJudge.SupplyPatience : TimeSpan.Zero);

    [Fact]
    public void A_missing_configuration_map_is_told_when_nobody_has_brought_it_for_a_while()
    {
        WorkloadVerdict verdict = Judge(Pod("api-2", """{"containerStatuses":[{"name":"main","state":{"waiting":{"reason":"CreateContainerConfigError","message":"configmap \"settings\" not found"}}}]}"""));

        (verdict.FailsAfter, verdict.Detail).Should().Be((PodJudge.SupplyPatience, "the container 'main' of pod 'api-2-x' can't be started: CreateContainerConfigError: configmap \"settings\" not found"));
    }

    [Fact]
    public void A_pod_that_was_evicted_stays_and_fails_nothing_since_another_takes_its_place()
    {
        WorkloadVerdict verdict = Judge(Pod("api-2", """{"phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory.","conditions":[{"type":"Ready","status":"False"}]}"""));

        verdict.FailsAfter.Should().BeNull();
        verdict.Detail.Should().EndWith("pod 'api-2-x' has failed: Evicted The node was low on resource: memory.");
    }

    [Fact]
    public void Pods_of_before_may_fail_while_new_ones_come() =>
        Judge(Pod("api-1", """{"containerStatuses":[{"name":"main","restartCount":9,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}""")).FailsAfter.Should().BeNull();

    [Fact]
    public void A_claim_that_is_not_bound_is_told_with_its_event()
    {
        JsonObject claimed = Pod("api-2", """{"conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"pod has unbound immediate PersistentVolumeClaims"}]}""");
        claimed["spec"] = JsonNode.Parse("""{"volumes":[{"persistentVolumeClaim":{"claimName":"data"}}]}""");
        JsonObject said = Event("FailedBinding", "no persistent volumes available for this claim and no storage class is set");
        said["involvedObject"] = JsonNode.Parse("""{"kind":"PersistentVolumeClaim","name":"data"}""");

        WorkloadVerdict verdict = Judge(claimed, said);

        verdict.FindsNoNode.Should().BeTrue("a node or a volume may still come");
        verdict.Detail.Should().Contain("unbound immediate").And.Contain("claim 'data': no persistent volumes available");
        Judge(claimed).FailsAfter.Should().Be(PodJudge.VolumePatience, "nothing says that its volume can't be made");
    }

    [Fact]
    public void A_kubelet_that_has_much_to_do_is_waited_for() =>
        Judge(Pod("api-2", """{"containerStatuses":[{"name":"main","state":{"waiting":{"reason":"CreateContainerConfigError","message":"failed to sync configmap cache: timed out waiting for the condition"}}}]}""")).FailsAfter.Should().BeNull();

    [Fact]
    public void A_pod_for_which_the_cluster_grows_is_waited_for() =>
        Judge(Pod("api-2", """{"conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"no room"}]}"""), Event("TriggeredScaleUp", "pod triggered scale-up")).FailsAfter.Should().BeNull();

    [Fact]
    public void A_probe_that_fails_is_told_when_the_deadline_has_passed_and_not_before()
    {
        JsonObject pod = Pod("api-2", """{"phase":"Running","conditions":[{"type":"Ready","status":"False"}]}""");
        JsonObject probe = Event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503");
        Judge(pod, probe).Should().Match<WorkloadVerdict>(verdict => verdict.FailsAfter == null && verdict.Detail.Contains("statuscode: 503", StringComparison.Ordinal));

        WorkloadVerdict late = Judge([(KubernetesType.Pod, pod), (KubernetesType.Event, probe)], """{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"ReplicaSet \"api-2\" has timed out progressing."}""");
        late.FailsAfter.Should().Be(TimeSpan.Zero);
        late.Detail.Should().Contain("makes no progress").And.Contain("statuscode: 503");
    }

    [Fact]
    public void An_autoscaler_that_warns_for_ever_fails_nothing() =>
        Judge(Event("FailedGetResourceMetric", "no metrics")).FailsAfter.Should().BeNull();

    [Fact]
    public void A_status_that_still_counts_pods_of_before_a_stop_is_not_believed_without_the_pods()
    {
        JsonObject deployment = (JsonObject)JsonNode.Parse("""{"metadata":{"name":"api","uid":"1","generation":2},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"api"}}},"status":{"observedGeneration":2,"replicas":2,"updatedReplicas":2,"readyReplicas":2}}""")!;
        NamespaceState state = NamespaceState.Nothing.With(KubernetesType.Deployment, ImmutableDictionary<string, JsonObject>.Empty.Add("api", deployment));
        Workload api = new(KubernetesType.Deployment, "api", "1", 2);

        WorkloadJudge.Judge(With(1), api).Should().Match<WorkloadVerdict>(verdict => !verdict.IsReady && verdict.Detail.Contains("1 of 2 pods ready", StringComparison.Ordinal));
        WorkloadJudge.Judge(With(2), api).IsReady.Should().BeTrue();

        NamespaceState With(int pods) => state.With(KubernetesType.Pod, Enumerable.Range(1, pods).Select(number => ReadyPod(number, "api")).Append(ReadyPod(9, "other")).ToImmutableDictionary(pod => pod.Name(), StringComparer.Ordinal));

        static JsonObject ReadyPod(int number, string app) =>
            (JsonObject)JsonNode.Parse($$$"""{"metadata":{"name":"{{{app}}}-{{{number}}}","labels":{"app":"{{{app}}}"}},"status":{"conditions":[{"type":"Ready","status":"True"}]}}""")!;
    }

    private static WorkloadVerdict Judge(params JsonObject[] things) =>
        Judge([.. things.Select(thing => (thing.ContainsKey("reason") ? KubernetesType.Event : KubernetesType.Pod, thing))], NewPods);

    private static WorkloadVerdict Judge((KubernetesType Type, JsonObject Thing)[] things, string progressing)
    {
        JsonObject deployment = (JsonObject)JsonNode.Parse($$$"""{"metadata":{"name":"api","uid":"1","generation":2},"spec":{"replicas":1},"status":{"observedGeneration":2,"conditions":[{{{progressing}}}]}}""")!;
        NamespaceState state = NamespaceState.Nothing.With(KubernetesType.Deployment, ImmutableDictionary<string, JsonObject>.Empty.Add("api", deployment));
        foreach (IGrouping<KubernetesType, JsonObject> each in things.GroupBy(thing => thing.Type, thing => thing.Thing))
        {
            state = state.With(each.Key, each.ToImmutableDictionary(thing => thing.Name(), StringComparer.Ordinal));
        }

        return WorkloadJudge.Judge(state, new Workload(KubernetesType.Deployment, "api", "1", 2));
    }

    private static JsonObject Pod(string owner, string status) =>
        (JsonObject)JsonNode.Parse($$$"""{"metadata":{"name":"{{{owner}}}-x","uid":"7","ownerReferences":[{"name":"{{{owner}}}"}]},"status":{{{status}}}}""")!;

    private static JsonObject Event(string reason, string message, int second = 0) =>
        new() { ["metadata"] = new JsonObject { ["name"] = $"{reason}{second}".ToLowerInvariant() }, ["reason"] = reason, ["message"] = message, ["eventTime"] = $"2026-01-01T00:00:0{second}.000000Z", ["involvedObject"] = new JsonObject { ["uid"] = "7" } };
}
