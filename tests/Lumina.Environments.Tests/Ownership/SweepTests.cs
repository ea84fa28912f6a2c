using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;
using Lumina.Environments.Tests.Execution;
using Lumina.Environments.Tests.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Ownership;

[Trait("Category", "Termination")]
public sealed class SweepTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly InMemoryPlatform _platform = new() { OutlivesProcess = true };

    [Fact]
    public async Task With_an_empty_store_orphans_go_once_they_have_expired_and_not_before()
    {
        EnvironmentSnapshot environment = await ForgottenAsync(Specs.Shop() with { Lifetime = TimeSpan.FromHours(2) });
        await using EnvironmentManager other = Create();

        _time.Advance(TimeSpan.FromHours(1));
        SweepReport early = await other.SweepAsync().Soon();
        early.Orphans.Should().BeEmpty();
        early.Items.Should().HaveCount(4).And.OnlyContain(item => item.Reason.Contains("it expires at"));
        _platform.Components.Should().HaveCount(4);

        _time.Advance(TimeSpan.FromHours(2));
        SweepReport report = await other.SweepAsync().Soon();

        report.Orphans.Select(item => item.Marks!.EnvironmentId).Should().HaveCount(4).And.OnlyContain(id => id == environment.Id);
        report.Items.Should().OnlyContain(item => item.Outcome == SweepOutcome.Removed);
        _platform.IsEmpty.Should().BeTrue();
        (await other.SweepAsync().Soon()).ToString().Should().Be("Nothing bears our marks.");
    }

    [Fact]
    public async Task A_dry_run_says_what_would_go_and_removes_nothing()
    {
        await ForgottenAsync(Specs.Shop());
        await using EnvironmentManager other = Create();
        _time.Advance(TimeSpan.FromDays(1));

        SweepReport report = await other.SweepAsync(new SweepOptions { DryRun = true }).Soon();

        report.Items.Should().HaveCount(4).And.OnlyContain(item => item.Outcome == SweepOutcome.WouldBeRemoved && item.Reason.Contains("it expired at"));
        _platform.Components.Should().HaveCount(4);
    }

    [Fact]
    public async Task What_an_environment_of_this_store_owns_is_never_swept_even_when_it_has_expired()
    {
        await using EnvironmentManager manager = Create();
        await manager.ProvisionAsync(Specs.Shop()).Soon();
        _time.Advance(TimeSpan.FromDays(1));

        SweepReport report = await manager.SweepAsync().Soon();

        report.Orphans.Should().BeEmpty("terminating it is the clean-up's");
        report.Items.Should().OnlyContain(item => item.Reason == "environment 'shop' of this store owns it");
    }

    [Fact]
    public async Task What_the_store_says_is_gone_and_is_there_nevertheless_is_an_orphan_at_once()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        InMemoryComponent left = _platform.Find(environment.Id, ComponentName.Service("api"))!;
        await manager.TerminateAsync(environment.Id).Soon();
        await MakeAgainAsync(left);
        _time.Advance(TimeSpan.FromMinutes(11));

        SweepReport report = await manager.SweepAsync().Soon();

        report.Orphans.Should().ContainSingle().Which.Reason.Should().Be("this store says that service/api of environment 'shop' is gone");
        _platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task What_is_younger_than_the_grace_is_left_alone_whatever_else_is_known()
    {
        await ForgottenAsync(Specs.Shop() with { Lifetime = TimeSpan.FromMinutes(1) });
        await using EnvironmentManager other = Create();
        _time.Advance(TimeSpan.FromMinutes(9));

        (await other.SweepAsync().Soon()).Items.Should().OnlyContain(item => item.Reason.Contains("younger than the grace"));
        (await other.SweepAsync(new SweepOptions { Grace = TimeSpan.FromMinutes(5) }).Soon()).Orphans.Should().HaveCount(4);
    }

    [Fact]
    public async Task What_a_person_has_marked_to_be_kept_is_protected()
    {
        EnvironmentSnapshot environment = await ForgottenAsync(Specs.Shop());
        InMemoryComponent api = _platform.Find(environment.Id, ComponentName.Service("api"))!;
        api.Marks = api.Marks with { IsKept = true };
        await using EnvironmentManager other = Create();
        _time.Advance(TimeSpan.FromDays(1));

        SweepReport report = await other.SweepAsync().Soon();

        report.Orphans.Should().HaveCount(3);
        _platform.Components.Should().ContainSingle().Which.Should().Be(api);
    }

    [Fact]
    public async Task Only_this_installations_marks_count_unless_all_are_asked_for()
    {
        await ForgottenAsync(Specs.Shop(), installation: "another");
        await using EnvironmentManager other = Create();
        _time.Advance(TimeSpan.FromDays(1));

        (await other.SweepAsync().Soon()).Items.Should().BeEmpty();
        (await other.SweepAsync(new SweepOptions { AllInstallations = true }).Soon()).Orphans.Should().HaveCount(4);
        _platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task An_owners_view_sweeps_that_owners_things_alone()
    {
        await ForgottenAsync(Specs.Shop());
        await ForgottenAsync(Specs.Shop() with { Owner = "checkout" });
        await using EnvironmentManager other = Create();
        _time.Advance(TimeSpan.FromDays(1));

        (await other.ForOwner("checkout").SweepAsync().Soon()).Orphans.Should().HaveCount(4);

        _platform.Components.Should().HaveCount(4).And.OnlyContain(component => component.Marks.Owner == "payments");
    }

    [Fact]
    public async Task An_expiry_that_was_moved_is_on_the_things_themselves()
    {
        await using (EnvironmentManager manager = Create())
        {
            EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop() with { Lifetime = TimeSpan.FromHours(1) }).Soon();
            await manager.ExtendAsync(environment.Id, TimeSpan.FromHours(9)).Soon();
        }

        await using EnvironmentManager other = Create();
        _time.Advance(TimeSpan.FromHours(9.5));
        (await other.SweepAsync().Soon()).Orphans.Should().BeEmpty();
        _time.Advance(TimeSpan.FromHours(1));
        (await other.SweepAsync().Soon()).Orphans.Should().HaveCount(4);
    }

    [Fact]
    public async Task An_expiry_is_not_moved_when_the_marks_cannot_be()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Service("api"), Call = InMemoryCall.Mark, Error = "it is read-only" });

        Func<Task> extend = () => manager.ExtendAsync(environment.Id, TimeSpan.FromHours(9)).Soon();

        (await extend.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain("marks of service/api could not be updated: it is read-only");
        (await manager.FindAsync(environment.Id))!.ExpiresAt.Should().Be(environment.ExpiresAt);
    }

    [Fact]
    public async Task What_never_expires_is_never_swept_from_an_empty_store()
    {
        await ForgottenAsync(Specs.Shop() with { Lifetime = EnvironmentSpec.Unlimited });
        await using EnvironmentManager other = Create();
        _time.Advance(TimeSpan.FromDays(4_000));

        (await other.SweepAsync().Soon()).Orphans.Should().BeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_removed_is_named_and_does_not_keep_the_rest()
    {
        await ForgottenAsync(Specs.Shop());
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Service("api"), Call = InMemoryCall.Destroy, Error = "it is stuck" });
        await using EnvironmentManager other = Create();
        _time.Advance(TimeSpan.FromDays(1));

        SweepReport report = await other.SweepAsync().Soon();

        report.Failed.Should().ContainSingle().Which.Reason.Should().Contain("could not be removed: it is stuck");
        report.Orphans.Should().HaveCount(3);
        report.ToString().Split('\n')[0].Should().StartWith("Failed: service/api", "what needs a person comes first");
    }

    [Fact]
    public async Task What_the_store_cannot_be_asked_about_is_named_thing_by_thing_and_kept()
    {
        await ForgottenAsync(Specs.Shop());
        await using EnvironmentManager other = Create(store: new MortalStore(new InMemoryEnvironmentStore()) { IsAway = true });
        _time.Advance(TimeSpan.FromDays(1));

        SweepReport report = await other.SweepAsync().Soon();

        report.Failed.Should().HaveCount(4).And.OnlyContain(item => item.Reason == "whether it has an owner could not be read from the store, so it is kept: the store is away");
        report.Items.Should().HaveCount(4, "no platform is to blame");
        _platform.Components.Should().HaveCount(4);
    }

    [Fact]
    public async Task What_fails_while_the_sweep_is_cancelled_reaches_nobody_as_an_error_of_the_sweep()
    {
        using CancellationTokenSource cancelled = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(new BreakingProvider(cancelled)).AddProvider(new ScriptedProvider<ServiceSpec>("next")));

        Func<Task<SweepReport>> sweeping = () => manager.SweepAsync(cancellationToken: cancelled.Token).Soon();

        await sweeping.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Host_resources_whose_holders_are_gone_are_swept_too()
    {
        HostResources resources = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments =>
        {
            environments.UseInMemory(_platform);
            environments.Services.AddSingleton<IHostResourceProvider>(resources);
        });

        (await manager.SweepAsync(new SweepOptions { DryRun = true }).Soon()).Orphans.Should().ContainSingle().Which.Reason.Should().Be("its holder, process 12, is gone");
        resources.Names.Should().ContainSingle();
        (await manager.ForOwner("payments").SweepAsync().Soon()).Items.Should().BeEmpty("they are nobody's in particular");
        (await manager.SweepAsync().Soon()).Orphans.Should().ContainSingle();
        resources.Names.Should().BeEmpty();
    }

    private sealed class BreakingProvider(CancellationTokenSource cancelled) : ScriptedProvider<ServiceSpec>("breaking")
    {
        public override async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await cancelled.CancelAsync();
            yield return cancelled.IsCancellationRequested ? throw new ProviderException("the connection is gone") : null!;
        }
    }

    /// <summary>Makes an environment whose store is gone.</summary>
    private async Task<EnvironmentSnapshot> ForgottenAsync(EnvironmentSpec spec, string installation = "default")
    {
        await using EnvironmentManager manager = Create(installation);
        return await manager.ProvisionAsync(spec).Soon();
    }

    // As a platform does that brings something back, or a process that was paused and wakes.
    private async Task MakeAgainAsync(InMemoryComponent component)
    {
        ComponentContext context = new()
        {
            EnvironmentId = component.Marks.EnvironmentId,
            EnvironmentName = "shop",
            Component = component.Name,
            ExternalName = component.ExternalName,
            Marks = component.Marks,
        };
        await new InMemoryServiceDeployer(_platform, _time).ProvisionAsync((ServiceSpec)component.Spec, context, CancellationToken.None);
    }

    private EnvironmentManager Create(string installation = "default", IEnvironmentStore? store = null) => EnvironmentManager.Create(environments => environments
        .UseInMemory(_platform)
        .UseStore(store ?? new InMemoryEnvironmentStore())
        .UseTimeProvider(_time)
        .Configure(options => (options.Installation, options.AllowVolatileStore) = (installation, true)));

    private sealed class HostResources : IHostResourceProvider
    {
        public List<string> Names { get; } = ["server-1"];

        public string Name => "machine";

        public IAsyncEnumerable<HostResource> ListOrphansAsync(CancellationToken cancellationToken) =>
            Names.Select(name => new HostResource(Name, "server", name, "process 12")).ToList().ToAsyncEnumerable();

        public ValueTask RemoveAsync(HostResource resource, CancellationToken cancellationToken)
        {
            Names.Remove(resource.Name);
            return ValueTask.CompletedTask;
        }
    }
}
