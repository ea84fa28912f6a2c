using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments.Tests.Execution;

/// <summary>A platform that takes nothing at all is asked once, and told once for all that would go to it.</summary>
[Trait("Category", "Creation")]
public sealed class PlatformTests
{
    private static readonly SpecificationFault Away = new("", "the cloud is away.", "Wait for it.");

    private static readonly SpecificationFault Tool = new("", "the tool is not there.", "Install it.");
    private static readonly SpecificationFault Version = new("version", "there is no such version.", "Take another.");

    private readonly CloudProvider<DatabaseSpec> _databases = new();
    private readonly CloudProvider<ServiceSpec> _services = new();

    [Fact]
    public async Task What_is_the_matter_with_a_platform_is_one_fault_with_all_that_it_keeps_from_being_made()
    {
        _databases.Fault = _services.Fault = Away;
        await using EnvironmentManager manager = Create();

        Func<Task> provision = () => manager.ProvisionAsync(Specs.Shop()).Soon();

        (await provision.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Message.ReplaceLineEndings("\n").Should().Be(
            """
            The spec of environment 'shop' has a fault; nothing was made.
              databases[0], databases[1], services[0], services[1]: the cloud is away. Wait for it.
            """.ReplaceLineEndings("\n"));
        (_databases.Asked + _services.Asked).Should().Be(1);
        (_databases.AskedForPrerequisites + _services.AskedForPrerequisites).Should().Be(0, "it would be the same platform");
    }

    [Fact]
    public async Task Where_nothing_is_the_matter_each_component_is_asked_for_what_it_needs()
    {
        await using EnvironmentManager manager = Create();

        await manager.PlanAsync(Specs.Shop()).Soon();

        (_databases.Asked + _services.Asked).Should().Be(1);
        (_databases.AskedForPrerequisites + _services.AskedForPrerequisites).Should().Be(4);
    }

    [Fact]
    public async Task What_several_components_lack_is_told_once_and_what_one_lacks_where_it_is()
    {
        _databases.Lacking = [Tool, Version];
        _services.Lacking = [Tool];
        await using EnvironmentManager manager = Create();

        (await FaultsOf(manager, Specs.Shop())).Should().BeEquivalentTo(
            "databases[0], databases[1], services[0], services[1]: the tool is not there. Install it.",
            "databases[0].version: there is no such version. Take another.",
            "databases[1].version: there is no such version. Take another.");
    }

    [Fact]
    public async Task What_does_not_fit_its_neighbours_comes_with_what_is_lacking_once_the_rules_are_kept()
    {
        _databases.Misfit = components => new SpecificationFault("version", $"it is for an environment of one, and there are {components.Count}.", "Take another.");
        _services.Lacking = [Tool];
        await using EnvironmentManager manager = Create();
        EnvironmentSpec shop = Specs.Shop();

        (await FaultsOf(manager, shop)).Should().BeEquivalentTo(
            "databases[0].version: it is for an environment of one, and there are 4. Take another.",
            "databases[1].version: it is for an environment of one, and there are 4. Take another.",
            "services[0], services[1]: the tool is not there. Install it.");
        (await FaultsOf(manager, shop with { Owner = "" })).Should().NotContain(fault => fault.Contains("an environment of one", StringComparison.Ordinal), "what breaks the rules of all may be beyond a provider's");
    }

    [Fact]
    public async Task A_sweep_asks_a_platform_once_and_lists_nothing_where_something_is_the_matter_with_it()
    {
        _databases.Fault = _services.Fault = Away;
        CloudResources resources = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments =>
        {
            environments.AddProvider(_databases).AddProvider(_services);
            environments.Services.AddSingleton<IHostResourceProvider>(resources);
        });

        SweepReport report = await manager.SweepAsync().Soon();

        report.Items.Should().ContainSingle().Which.ToString().Should().Be("Failed: platform 'cloud' of cloud: what is there could not be listed: the cloud is away. Wait for it.");
        (_databases.Asked + _services.Asked).Should().Be(1);
        (_databases.Listed + _services.Listed + resources.Listed).Should().Be(0);

        _databases.Fault = _services.Fault = null;
        (await manager.SweepAsync().Soon()).Items.Should().BeEmpty();
        (_databases.Asked + _services.Asked).Should().Be(2);
        (_databases.Listed, _services.Listed, resources.Listed).Should().Be((1, 1, 1));
    }

    [Fact]
    public async Task What_providers_of_one_name_cannot_list_for_the_same_reason_is_told_once()
    {
        _databases.ListError = _services.ListError = "no region is named";
        await using EnvironmentManager manager = Create();

        (await manager.SweepAsync().Soon()).Items.Should().ContainSingle().Which.Reason.Should().Be("what is there could not be listed: no region is named");
    }

    [Fact]
    public async Task A_caller_who_gives_up_before_there_is_a_plan_is_told_of_which_environment_nothing_was_made()
    {
        using CancellationTokenSource caller = new();
        _databases.Asking = _services.Asking = async token =>
        {
            await caller.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        await using EnvironmentManager manager = Create();

        Func<Task> provision = () => manager.ProvisionAsync(Specs.Shop(), caller.Token).Soon();

        OperationCanceledException cancelled = (await provision.Should().ThrowAsync<OperationCanceledException>()).Which;
        cancelled.Message.Should().Be("Preparing environment 'shop' was cancelled, and nothing of it was made.");
        cancelled.CancellationToken.Should().Be(caller.Token);
    }

    [Fact]
    public async Task A_failure_that_several_components_share_is_told_once()
    {
        _databases.OnDestroy = _services.OnDestroy = (_, _) => throw new ProviderException("the cloud is away");
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();

        EnvironmentException error = (await FluentActions.Awaiting(() => manager.TerminateAsync(made.Id).Soon()).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.ReplaceLineEndings("\n").Should().Match(
            """
            Terminating environment 'shop' (*) failed.
              service/ui, service/api, database/*, database/* (Destroy) in * s: the cloud is away
              Left: database/orders, database/cache, service/api, service/ui. Terminate the environment to try to remove it again.
            """.ReplaceLineEndings("\n"));
        error.Failures.Should().HaveCount(4);
        (await manager.FindAsync(made.Id))!.Error.Should().EndWith(": the cloud is away").And.NotContain(";");

        _databases.OnDestroy = _services.OnDestroy = null;
        await manager.TerminateAsync(made.Id).Soon();
    }

    private static async Task<IEnumerable<string>> FaultsOf(EnvironmentManager manager, EnvironmentSpec spec) =>
        (await FluentActions.Awaiting(() => manager.PlanAsync(spec).Soon()).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Select(fault => fault.ToString());

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.AddProvider(_databases).AddProvider(_services));

    private sealed class CloudResources : IHostResourceProvider
    {
        public string Name => "cloud";

        public int Listed { get; private set; }

        public IAsyncEnumerable<HostResource> ListOrphansAsync(CancellationToken cancellationToken)
        {
            Listed++;
            return AsyncEnumerable.Empty<HostResource>();
        }

        public ValueTask RemoveAsync(HostResource resource, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class CloudProvider<TSpec> : ScriptedProvider<TSpec>, IPlatformProvider, IPrerequisiteProvider<TSpec>, IValidatingProvider<TSpec>
        where TSpec : ComponentSpec
    {
        public CloudProvider()
            : base("cloud")
        {
            Outputs = context => ComponentOutputs.Empty.With(OutputNames.ConnectionString, context.ExternalName).With(OutputNames.Url, context.ExternalName).With("http", "http://cloud.invalid");
        }

        public SpecificationFault? Fault { get; set; }

        public IReadOnlyList<SpecificationFault> Lacking { get; set; } = [];

        public Func<IReadOnlyList<ComponentSpec>, SpecificationFault>? Misfit { get; set; }

        public Func<CancellationToken, Task>? Asking { get; set; }

        public int Asked { get; private set; }

        public int AskedForPrerequisites { get; private set; }

        public int Listed { get; private set; }

        public string? ListError { get; set; }

        public override IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken)
        {
            Listed++;
            return ListError is null ? base.ListAsync(scope, cancellationToken) : throw new ProviderException(ListError);
        }

        public async ValueTask<SpecificationFault?> CheckPlatformAsync(CancellationToken cancellationToken)
        {
            Asked++;
            await (Asking?.Invoke(cancellationToken) ?? Task.CompletedTask);
            return Fault;
        }

        public ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(TSpec spec, string baseDirectory, CancellationToken cancellationToken)
        {
            AskedForPrerequisites++;
            return ValueTask.FromResult(Lacking);
        }

        public IEnumerable<SpecificationFault> Validate(TSpec spec, IReadOnlyList<ComponentSpec> components, string baseDirectory) => Misfit is null ? [] : [Misfit(components)];
    }
}
