using System.Collections.Concurrent;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Creation")]
public sealed class OrderingTests
{
    private readonly ScriptedProvider<ServiceSpec> _services = new();

    [Fact]
    public async Task No_component_is_begun_before_all_that_it_depends_on_is_up()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            EnvironmentSpec spec = Graph.Random(new Random(seed), size: 12);
            ConcurrentDictionary<ComponentName, bool> up = new();
            ConcurrentQueue<string> tooEarly = new();
            _services.OnProvision = async (context, _) =>
            {
                await Task.Yield();
                foreach (ComponentName missing in spec.Services.Single(service => service.ComponentName == context.Component).DependsOn.Where(name => !up.ContainsKey(name)))
                {
                    tooEarly.Enqueue($"seed {seed}: {context.Component} before {missing}");
                }
            };
            _services.Outputs = context =>
            {
                up[context.Component] = true;
                return ComponentOutputs.Empty;
            };
            await using EnvironmentManager manager = Create();

            await manager.ProvisionAsync(spec).Soon();

            tooEarly.Should().BeEmpty();
            up.Should().HaveCount(12);
        }
    }

    [Fact]
    public async Task A_provider_sees_the_outputs_of_what_a_component_depends_on_while_it_makes_it_and_while_it_destroys_it()
    {
        ConcurrentQueue<string> seen = new();
        Task Note(ComponentContext context, CancellationToken cancellationToken)
        {
            seen.Enqueue($"{context.Component}: {string.Join(", ", context.Dependencies.Select(dependency => $"{dependency.Key} {dependency.Value.Find("id")?.Reveal()}"))}");
            return Task.CompletedTask;
        }

        _services.OnProvision = Note;
        _services.OnDestroy = Note;
        _services.Outputs = context => ComponentOutputs.Empty.With("id", $"of {context.Component.Name}");
        await using EnvironmentManager manager = Create();

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a")).Soon();
        await manager.TerminateAsync(environment.Id).Soon();

        seen.Should().Equal("service/a: ", "service/b: service/a of a", "service/b: service/a of a", "service/a: ");
    }

    [Fact]
    public async Task Components_that_do_not_depend_on_each_other_are_made_at_the_same_time()
    {
        using CountdownEvent begun = new(3);
        TaskCompletionSource allBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _services.OnProvision = (_, _) =>
        {
            if (begun.Signal())
            {
                allBegun.SetResult();
            }

            return allBegun.Task; // none ends until all have begun
        };
        await using EnvironmentManager manager = Create();

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b", "c")).Soon();

        environment.Status.Should().Be(EnvironmentStatus.Ready);
    }

    [Fact]
    public async Task A_slow_branch_does_not_hold_up_another()
    {
        TaskCompletionSource slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _services.OnProvision = (context, _) => context.Component.Name == "slow" ? slow.Task : Task.CompletedTask;
        EventRecorder events = new();
        await using EnvironmentManager manager = Create();
        using IDisposable subscription = manager.Events.Subscribe(events);

        Task<EnvironmentSnapshot> provisioning = manager.ProvisionAsync(Graph.Of("slow", "after-slow: slow", "a", "b: a", "c: b"));
        await events.WaitForAsync<ComponentProvisioned>(made => made.Component.Name == "c");

        _services.Calls.Should().NotContain("provision service/after-slow");
        slow.SetResult();
        (await provisioning.Soon()).Status.Should().Be(EnvironmentStatus.Ready);
    }

    [Fact]
    public async Task A_provider_carries_out_no_more_steps_at_once_than_its_bound_and_as_many()
    {
        const int bound = 2;
        int running = 0;
        int most = 0;
        using CountdownEvent full = new(bound);
        TaskCompletionSource isFull = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Lock counting = new();
        _services.OnProvision = async (_, _) =>
        {
            lock (counting)
            {
                most = Math.Max(most, ++running);
                if (!full.IsSet && full.Signal())
                {
                    isFull.SetResult();
                }
            }

            await isFull.Task; // the first two wait for each other: fewer at once would hang here
            await Task.Yield();
            lock (counting)
            {
                running--;
            }
        };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments =>
            environments.AddProvider(_services).Configure(options => options.MaximumParallelStepsByProvider["scripted"] = bound));

        await manager.ProvisionAsync(Graph.Of("a", "b", "c", "d", "e", "f")).Soon();

        most.Should().Be(bound);
    }

    [Fact]
    public async Task The_first_failure_cancels_what_runs_begins_nothing_new_and_rolls_back_in_reverse_order()
    {
        TaskCompletionSource isRunning = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool wasCancelled = false;
        _services.OnProvision = async (context, cancellationToken) =>
        {
            switch (context.Component.Name)
            {
                case "fails":
                    await isRunning.Task;
                    throw new ProviderException("no more room");
                case "runs":
                    isRunning.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ContinueWith(_ => wasCancelled = true, TaskScheduler.Default);
                    cancellationToken.ThrowIfCancellationRequested();
                    break;
            }
        };
        await using EnvironmentManager manager = Create();

        Func<Task> provision = () => manager.ProvisionAsync(Graph.Of("a", "b: a", "runs: b", "fails: b", "after: runs")).Soon();

        EnvironmentException error = (await provision.Should().ThrowAsync<EnvironmentException>()).Which;
        wasCancelled.Should().BeTrue();
        error.Failures.Should().ContainSingle("what was cancelled because of another failure is no root cause").Which.Error.Should().Be("no more room");
        error.Failures[0].Path.Select(component => component.Name).Should().Equal("a", "b", "fails");
        error.Message.Should().Contain("path: service/a -> service/b -> service/fails");
        _services.Calls.Should().NotContain("provision service/after");
        _services.Calls.Where(call => call.StartsWith("destroy", StringComparison.Ordinal)).Should().EndWith(["destroy service/b", "destroy service/a"]);
        _services.Existing.Should().BeEmpty();
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.AddProvider(_services));
}
