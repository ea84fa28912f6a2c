using Lumina.Environments.InMemory;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "StartStop")]
public sealed class DriftTests
{
    private static readonly ComponentName Api = ComponentName.Service("api");

    private readonly InMemoryPlatform _platform = new();

    [Fact]
    public async Task An_environment_as_it_was_made_has_none_whatever_its_own_verbs_did_to_it()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await manager.ScaleAsync(made.Id, Api, 3).Soon();
        await manager.ExtendAsync(made.Id, TimeSpan.FromHours(1)).Soon();
        EnvironmentSnapshot before = (await manager.FindAsync(made.Id))!;

        DriftReport report = await manager.DetectDriftAsync(made.Id).Soon();

        report.HasDrift.Should().BeFalse();
        report.NotCompared.Should().BeEmpty();
        report.ToString().Should().Be("Environment 'shop': as it was made, as far as it was compared.");
        (await manager.FindAsync(made.Id))!.Should().BeEquivalentTo(before, "looking writes no event");
    }

    [Fact]
    public async Task Where_nothing_could_be_compared_it_says_so_and_each_reason_once()
    {
        _platform.Faults = new InMemoryFaultScript();
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        ((InMemoryFaultScript)_platform.Faults).Add(new InMemoryFault { Call = InMemoryCall.DetectDrift, Error = "the platform is away" });

        DriftReport report = await manager.DetectDriftAsync(made.Id).Soon();

        report.Compared.Should().BeEmpty();
        report.ToString().Split('\n').Should().HaveCount(2).And.Contain("Environment 'shop': nothing was compared.").And.ContainMatch("  *, * were not compared: the platform is away");
    }

    [Fact]
    public async Task What_somebody_changed_is_told_with_its_path_and_what_somebody_removed_by_its_name()
    {
        await using EnvironmentManager manager = Create();
        await using TestEnvironment environment = await manager.OpenAsync(Specs.Shop()).Soon();
        InMemoryComponent api = _platform.Find(environment.Id, Api)!;
        api.Spec = (ServiceSpec)api.Spec with { Replicas = 2 };
        api.Marks = api.Marks with { Owner = "somebody" };
        string cache = environment.Snapshot.Find(ComponentName.Database("cache"))!.ExternalName;
        _platform.Remove(environment.Id, ComponentName.Database("cache"));

        DriftReport report = await environment.DetectDriftAsync().Soon();

        report.ToString().Should().Be(
            $"""
            Environment 'shop': 2 things differ from what was made.
              database/cache: in-memory component '{cache}' was removed
              service/api: in-memory component '{api.ExternalName}' was changed (services[0].replicas: nothing -> 2; marks.lumina-owner: payments -> somebody)
            """);
        environment.Snapshot.Status.Should().Be(EnvironmentStatus.Ready);
    }

    [Fact]
    public async Task Of_a_provider_that_compares_nothing_only_what_is_gone_is_told()
    {
        ScriptedProvider<ServiceSpec> services = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));
        EnvironmentSnapshot made = await manager.ProvisionAsync(Graph.Of("a", "b: a")).Soon();
        services.Existing.TryRemove(made.Components[1].ExternalName, out _);

        DriftReport report = await manager.DetectDriftAsync(made.Id).Soon();

        report.Drifts.Should().Equal(new ResourceDrift(made.Components[1].Name, DriftKind.Removed, "service", made.Components[1].ExternalName) { Changes = report.Drifts[0].Changes });
        report.PresenceOnly.Should().Equal(made.Components.Select(component => component.Name));
    }

    [Fact]
    public async Task What_cannot_be_compared_is_named_with_the_reason_and_keeps_nothing_else_from_being()
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Api, Call = InMemoryCall.DetectDrift, Error = "the platform is away, and says hunter2-secret" });
        await using EnvironmentManager manager = Create();
        EnvironmentSpec spec = Specs.Shop();
        EnvironmentSnapshot made = await manager.ProvisionAsync(spec with
        {
            Services =
            [
                spec.Services[0], spec.Services[1] with { Settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal) { ["API_KEY"] = new Secret("hunter2-secret") } },
                new ServiceSpec("legacy", ServiceSource.External(new Uri("http://legacy.invalid"))) { Endpoints = [EndpointSpec.Http()] },
            ],
        }).Soon();
        _platform.Remove(made.Id, ComponentName.Service("ui"));

        DriftReport report = await manager.DetectDriftAsync(made.Id).Soon();

        report.Drifts.Should().ContainSingle().Which.Component.Should().Be(ComponentName.Service("ui"));
        report.NotCompared.Should().HaveCount(2).And.Contain(ComponentName.Service("legacy"), "somebody else made it");
        report.NotCompared[Api].Should().StartWith("the platform is away, and says ").And.NotContain("hunter2");
    }

    [Fact]
    public async Task What_is_stopped_is_not_compared()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await manager.StopAsync(made.Id).Soon();

        await FluentActions.Awaiting(() => manager.DetectDriftAsync(made.Id).Soon()).Should().ThrowAsync<InvalidEnvironmentStateException>().WithMessage("Environment 'shop' (*) is Stopped and cannot be asked to DetectDrift. *");
    }

    [Fact]
    public async Task A_termination_ends_it_and_the_error_says_so()
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Api, Call = InMemoryCall.DetectDrift, Hangs = true });
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        Task<DriftReport> looking = manager.DetectDriftAsync(made.Id);

        await manager.ForOwner("payments").TerminateAsync(made.Id).Soon();

        await FluentActions.Awaiting(() => looking.Soon()).Should().ThrowAsync<EnvironmentException>().WithMessage("How environment 'shop' differs from what was made is not known: it was interrupted: payments terminated the environment.");
        _platform.IsEmpty.Should().BeTrue();
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.UseInMemory(_platform));
}
