using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What does not always run: a Job, a CronJob.</summary>
[Trait("Category", "Services")]
public sealed class ServiceRunTests
{
    /// <summary>Pods of jobs, but not those of manifests, which another test ends.</summary>
    private const string OursAlone = "job-name,job-name!=migrate";

    private static readonly ServiceSpec Migrations = Run("migrations", ServiceRun.Once);

    [SkippableFact]
    public async Task The_rights_that_the_page_adds_for_them_are_enough()
    {
        await using LimitedAccount account = await LimitedAccount.CreateAsync(await TestCluster.RequireAsync(), change: null, "lumina-environments-jobs");
        await using ManifestsLab lab = await ManifestsLab.CreateAsync(Brief, account.KubeConfig);
        using k8s.Kubernetes admin = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(await TestCluster.RequireAsync()));
        Task<TestEnvironment> opening = lab.Manager.OpenAsync(Shop(Migrations, Run("cleaner", ServiceRun.At("@daily"))));
        await EndedJob.EndAsync(admin, OursAlone, "Succeeded", opening);
        TestEnvironment environment = await opening;

        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        await environment.StopAsync();
        await environment.StartAsync();
        await environment.DisposeAsync();

        environment.Status.Should().Be(EnvironmentStatus.Terminated);
    }

    [SkippableFact]
    public async Task Who_lacks_those_rights_is_told_so_and_nothing_is_left()
    {
        await using LimitedAccount account = await LimitedAccount.CreateAsync(await TestCluster.RequireAsync());
        await using ManifestsLab lab = await ManifestsLab.CreateAsync(Brief, account.KubeConfig);

        Func<Task> open = () => lab.Manager.OpenAsync(Shop(Run("cleaner", ServiceRun.At("@daily"))));

        EnvironmentException error = (await open.Should().ThrowAsync<EnvironmentException>()).Which;
        error.Message.Should().Contain("cronjobs").And.Contain("under Rights");
        error.Left.Should().BeEmpty();
        using k8s.Kubernetes admin = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(await TestCluster.RequireAsync()));
        (await admin.CoreV1.ListNamespaceAsync(fieldSelector: $"metadata.name=lumina-test-{error.EnvironmentId}")).Items.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task What_runs_once_is_a_job_that_is_waited_for_and_stays_done_when_the_environment_stops_and_starts()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync(Brief);
        ServiceSpec worker = Run("worker", ServiceRun.Always) with { DependsOn = [Migrations.ComponentName] };
        Task<TestEnvironment> opening = lab.Manager.OpenAsync(Shop(Migrations, worker));
        await EndedJob.EndAsync(lab.View, OursAlone, "Succeeded", opening);
        await using TestEnvironment environment = await opening;
        V1Job job = (await lab.View.BatchV1.ListNamespacedJobAsync(ManifestsLab.NamespaceOf(environment))).Items.Single();
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);

        await environment.StopAsync();
        await environment.StartAsync();

        V1Job after = await lab.View.BatchV1.ReadNamespacedJobAsync(job.Metadata.Name, ManifestsLab.NamespaceOf(environment));
        (after.Metadata.Uid, after.Status.Succeeded, after.Spec.BackoffLimit).Should().Be((job.Metadata.Uid, 1, 0));
        after.Spec.Template.Spec.RestartPolicy.Should().Be("Never");
    }

    [SkippableFact]
    public async Task What_runs_once_is_another_job_when_its_work_is_to_be_done_again()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync(Brief);
        Task<TestEnvironment> opening = lab.Manager.OpenAsync(Shop(Migrations));
        await EndedJob.EndAsync(lab.View, OursAlone, "Succeeded", opening);
        await using TestEnvironment environment = await opening;
        V1Job first = (await lab.View.BatchV1.ListNamespacedJobAsync(ManifestsLab.NamespaceOf(environment))).Items.Single();
        IOptions<KubernetesOptions> options = Options.Create(new KubernetesOptions { KubeConfig = await TestCluster.RequireAsync(), DefaultUser = "1000:1000" });
        using KubernetesClusters clusters = new(options, TimeProvider.System);
        using PortForwards forwards = new();
        KubernetesPodProvider<ServiceSpec> provider = new(ComponentKinds.Service, new KubernetesEnvironments(new KubernetesServices(options, clusters, new NamespaceEnder(), forwards, new NamespaceLooks(), TimeProvider.System, new TestRandom())), [new ServiceManifests()]);
        ComponentContext context = Contexts.Of(environment.Id, Migrations.ComponentName, location: environment.Snapshot.Find(Migrations.ComponentName)!.Location);

        await provider.DestroyAsync(context, CancellationToken.None);
        Task<ComponentOutputs> again = provider.ProvisionAsync(Migrations, context, CancellationToken.None).AsTask();
        await EndedJob.EndAsync(lab.View, OursAlone, "Succeeded", again);
        await again;

        V1Job second = (await lab.View.BatchV1.ListNamespacedJobAsync(ManifestsLab.NamespaceOf(environment))).Items.Single();
        (second.Metadata.Uid == first.Metadata.Uid, second.Status.Succeeded).Should().Be((false, 1));
    }

    [SkippableFact]
    public async Task What_runs_once_and_fails_fails_the_environment()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync(Brief);
        Task<TestEnvironment> opening = lab.Manager.OpenAsync(Shop(Migrations));
        await EndedJob.EndAsync(lab.View, OursAlone, "Failed", opening);

        (await FluentActions.Awaiting(() => opening).Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain("has failed: BackoffLimitExceeded");
    }

    [SkippableFact]
    public async Task What_runs_by_the_clock_is_a_cron_job_that_pauses_while_the_environment_is_stopped()
    {
        await using ManifestsLab lab = await ManifestsLab.CreateAsync(Brief);
        await using TestEnvironment environment = await lab.Manager.OpenAsync(Shop(Run("cleaner", ServiceRun.At("30 4 * * MON-FRI"))));
        (await FindAsync()).At("spec", "schedule")!.GetValue<string>().Should().Be("30 4 * * MON-FRI");
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);

        JsonObject begun = (await FindAsync()).At("spec", "jobTemplate")!.DeepClone().AsObject();
        (begun["apiVersion"], begun["kind"], begun["metadata"]!["name"]) = ("batch/v1", "Job", "begun");
        (int code, string output) = await lab.Kubectl.TryAsync(begun.ToJsonString(), "create", "-f", "-", "-n", ManifestsLab.NamespaceOf(environment));
        code.Should().Be(0, output);

        await environment.StopAsync();
        (await lab.Kubectl.GetAsync("jobs", "-n", ManifestsLab.NamespaceOf(environment))).Should().BeEmpty("what has begun is not waited for");
        (await FindAsync()).At("spec", "suspend")!.GetValue<bool>().Should().BeTrue();
        await environment.StartAsync();
        (await FindAsync()).At("spec", "suspend")!.GetValue<bool>().Should().BeFalse();

        await lab.Kubectl.RunAsync("delete", "cronjobs", "--all", "-n", ManifestsLab.NamespaceOf(environment));
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Unhealthy);

        async Task<JsonObject> FindAsync() => (await lab.Kubectl.GetAsync("cronjobs", "-n", ManifestsLab.NamespaceOf(environment))).Single();
    }

    private static void Brief(KubernetesOptions options) => options.TerminationGrace = TimeSpan.FromSeconds(1);

    private static EnvironmentSpec Shop(params IReadOnlyList<ServiceSpec> services) => new("run", "tests") { Services = services };

    private static ServiceSpec Run(string name, ServiceRun run) => new(name, ServiceSource.Image("registry.example/nothing:1")) { Run = run };
}
