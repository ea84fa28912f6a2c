using Lumina.Environments.Tests.Execution;

namespace Lumina.Environments.Tests.Ownership;

[Trait("Category", "Termination")]
public sealed class OwnershipTests
{
    private readonly ScriptedProvider<ServiceSpec> _services = new();

    [Fact]
    public async Task What_bears_another_environments_marks_is_not_destroyed()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(_services));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();
        string name = environment.Components[0].ExternalName;
        EnvironmentId another = EnvironmentId.Create(DateTimeOffset.UnixEpoch, new byte[10]);
        _services.Existing[name] = new OwnershipMarks("default", another, ComponentName.Service("a"), "billing", null);

        Func<Task> terminate = () => manager.TerminateAsync(environment.Id).Soon();

        EnvironmentException error = (await terminate.Should().ThrowAsync<EnvironmentException>()).Which;
        error.Message.Should().Contain($"'{name}' bears the marks of environment {another} of installation 'default' (owner billing) and is left alone");
        _services.Calls.Should().NotContain("destroy service/a");
        _services.Existing.Should().ContainKey(name);
    }

    [Fact]
    public async Task What_bears_another_installations_marks_is_not_destroyed()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(_services));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();
        string name = environment.Components[0].ExternalName;
        _services.Existing[name] = _services.Existing[name]! with { Installation = "staging" };

        Func<Task> terminate = () => manager.TerminateAsync(environment.Id).Soon();

        await terminate.Should().ThrowAsync<EnvironmentException>().WithMessage("*installation 'staging'*left alone*");
        _services.Existing.Should().ContainKey(name);
    }

    [Fact]
    public async Task What_bears_no_marks_yet_is_ours_by_its_name_and_intent()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(_services));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();
        _services.Existing[environment.Components[0].ExternalName] = null;

        await manager.TerminateAsync(environment.Id).Soon();

        _services.Existing.Should().BeEmpty();
    }

    [Fact]
    public async Task A_component_that_is_still_there_after_its_destruction_is_not_taken_for_gone()
    {
        OwnershipMarks? survivor = null;
        _services.OnObserve = (context, _) =>
        {
            if (survivor is not null)
            {
                _services.Existing[context.ExternalName] = survivor;
            }

            return Task.CompletedTask;
        };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(_services).Configure(options => options.RetryDelay = TimeSpan.Zero));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();
        survivor = _services.Existing.Values.Single();

        Func<Task> terminate = () => manager.TerminateAsync(environment.Id).Soon();

        EnvironmentException error = (await terminate.Should().ThrowAsync<EnvironmentException>()).Which;
        error.Message.Should().Contain("is still there after it was destroyed: scripted");
        error.Failures[0].Attempts.Should().Be(4, "a platform may be slow to forget");
        error.Left.Should().Equal(ComponentName.Service("a"));
    }

    [Fact]
    public async Task An_owner_sees_and_touches_only_its_own()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());
        IEnvironmentManager payments = manager.ForOwner("payments");
        IEnvironmentManager billing = manager.ForOwner("billing");
        EnvironmentSnapshot mine = await payments.ProvisionAsync(Specs.Shop()).Soon();
        EnvironmentSnapshot theirs = await billing.ProvisionAsync(Specs.Shop() with { Owner = "billing" }).Soon();

        (await payments.FindAsync(theirs.Id)).Should().BeNull();
        (await payments.QueryAsync(new EnvironmentQuery()).ToListAsync()).Should().ContainSingle().Which.Id.Should().Be(mine.Id);
        (await payments.QueryAsync(new EnvironmentQuery { Owner = "billing" }).ToListAsync()).Should().BeEmpty();
        (await manager.QueryAsync(new EnvironmentQuery()).ToListAsync()).Should().HaveCount(2);
        Func<Task>[] touches =
        [
            () => payments.AttachAsync(theirs.Id),
            () => payments.StartAsync(theirs.Id),
            () => payments.StopAsync(theirs.Id),
            () => payments.TerminateAsync(theirs.Id),
            () => payments.ExtendAsync(theirs.Id, TimeSpan.FromHours(1)),
            () => payments.RestartAsync(theirs.Id, ComponentName.Service("api")),
            () => payments.ResetAsync(theirs.Id),
            () => payments.CheckHealthAsync(theirs.Id),
            () => payments.GetCostAsync(theirs.Id),
            async () => await payments.ReadEventsAsync(theirs.Id).ToListAsync(),
            async () => await payments.ReadLogsAsync(theirs.Id, ComponentName.Service("api")).ToListAsync(),
        ];
        foreach (Func<Task> touch in touches)
        {
            await touch.Should().ThrowAsync<EnvironmentNotFoundException>().WithMessage($"There is no environment {theirs.Id} of owner 'payments' in this store.");
        }

        (await manager.FindAsync(theirs.Id))!.Version.Should().Be(theirs.Version);
    }

    [Fact]
    public async Task An_owners_events_are_its_own_even_where_it_subscribes_in_the_middle_of_anothers_life()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());
        EnvironmentSnapshot mine = await manager.ProvisionAsync(Specs.Shop()).Soon();
        EnvironmentSnapshot theirs = await manager.ProvisionAsync(Specs.Shop() with { Owner = "billing" }).Soon();
        EventRecorder events = new();
        using IDisposable subscription = manager.ForOwner("payments").Events.Subscribe(events);

        await manager.StopAsync(theirs.Id).Soon();
        await manager.ProvisionAsync(Specs.Shop() with { Owner = "billing" }).Soon();
        await manager.StopAsync(mine.Id).Soon();
        await events.WaitForAsync<EnvironmentStopped>();

        events.All.Should().OnlyContain(@event => @event.EnvironmentId == mine.Id);
    }

    [Fact]
    public async Task A_spec_of_another_owner_is_a_fault_on_a_view()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());

        Func<Task> provision = () => manager.ForOwner("billing").ProvisionAsync(Specs.Shop());

        (await provision.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle().Which.Should().Be(new SpecificationFault(
            "owner", "'payments' is not 'billing', whose view of the manager this is.", "Provision it through the manager itself or through that owner's view."));
    }

    [Fact]
    public async Task A_view_gives_no_other_owners_view()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());
        IEnvironmentManager payments = manager.ForOwner("payments");

        payments.ForOwner("payments").Should().NotBeNull();
        payments.Invoking(view => view.ForOwner("billing")).Should().Throw<InvalidOperationException>();
        manager.Invoking(view => view.ForOwner(" ")).Should().Throw<ArgumentException>();
    }
}
