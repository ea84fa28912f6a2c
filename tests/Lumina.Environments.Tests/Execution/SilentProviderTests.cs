using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

/// <summary>A provider that returns null, which the compiler keeps no mock and no other language from.</summary>
[Trait("Category", "Creation")]
public sealed class SilentProviderTests : IAsyncLifetime
{
    private readonly SilentProvider _provider = new();
    private readonly EnvironmentManager _manager;

    public SilentProviderTests() => _manager = EnvironmentManager.Create(environments => environments.AddProvider(_provider));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        _provider.SilentIn = "";
        return _manager.DisposeAsync().AsTask();
    }

    [Theory]
    [InlineData(nameof(IPrerequisiteProvider<>.CheckPrerequisitesAsync), "a list of SpecificationFault")]
    [InlineData(nameof(IPreflightProvider<>.PreflightAsync), "a list of SpecificationFault")]
    [InlineData(nameof(IComponentProvider<>.ProvisionAsync), "outputs")]
    public async Task Making_an_environment_names_it(string call, string expected)
    {
        _provider.SilentIn = call;

        Func<Task> making = () => _manager.ProvisionAsync(Graph.Of("a")).Soon();

        await making.Should().ThrowAsync<EnvironmentException>().WithMessage($"*'silent' returned null in place of {expected}, which is a defect of it*");
    }

    [Fact]
    public async Task A_provider_that_fails_when_it_is_asked_before_anything_is_made_is_a_fault_beside_the_others()
    {
        _provider.Fails = spec => spec.Name == "a";
        EnvironmentSpec spec = Graph.Of("a", "b");
        spec = spec with { Services = [spec.Services[0], spec.Services[1] with { Settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal) { ["URL"] = Reference.Endpoint("nobody") } }] };

        Func<Task> making = () => _manager.ProvisionAsync(spec).Soon();

        (await making.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().HaveCount(2)
            .And.ContainSingle(fault => fault.Path == "services[0]" && fault.Problem == "Provider 'silent' failed when it was asked about service/a: FormatException: no number.");
    }

    [Theory]
    [InlineData(nameof(IStoppableProvider<>.StartAsync), "outputs")]
    [InlineData(nameof(IResettableProvider<>.ResetAsync), "ResetResult")]
    [InlineData(nameof(IScalableProvider<>.ScaleAsync), "outputs")]
    public async Task A_verb_names_it(string call, string expected)
    {
        EnvironmentSnapshot made = await _manager.ProvisionAsync(Graph.Of("a")).Soon();
        ComponentName a = made.Components.Single().Name;
        _provider.SilentIn = call;

        Func<Task> acting = call switch
        {
            nameof(IStoppableProvider<>.StartAsync) => () => _manager.RestartAsync(made.Id, a).Soon(),
            nameof(IResettableProvider<>.ResetAsync) => () => _manager.ResetAsync(made.Id).Soon(),
            _ => () => _manager.ScaleAsync(made.Id, a, 2).Soon(),
        };

        await acting.Should().ThrowAsync<EnvironmentException>().WithMessage($"*'silent' returned null in place of {expected}, which is a defect of it*");
    }

    [Fact]
    public async Task A_sweep_names_it()
    {
        _provider.SilentIn = nameof(IComponentProvider.ListAsync);

        SweepReport report = await _manager.SweepAsync().Soon();

        report.ToString().Should().Contain("provider 'silent' returned null when it was asked what is there, which is a defect of it");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("My Broker!")]
    public void A_name_that_is_none_is_refused_when_the_manager_is_made(string? name)
    {
        Action creating = () => EnvironmentManager.Create(environments => environments.AddProvider(new ScriptedProvider<ServiceSpec>(name!)));

        creating.Should().Throw<InvalidOperationException>().WithMessage($"'{name}' is no name of a provider (*ScriptedProvider*). Allowed: 1 to 63 lower-case letters*");
    }

    [Fact]
    public void A_factory_that_makes_nothing_is_named_when_the_manager_is_made()
    {
        Action creating = () => EnvironmentManager.Create(environments => environments.AddProvider<ServiceSpec>(_ => null!));

        creating.Should().Throw<InvalidOperationException>().WithMessage("The factory of a provider of ServiceSpec returned null.");
    }

    [Fact]
    public void A_kind_that_is_none_is_refused()
    {
        Action creating = () => EnvironmentManager.Create(environments => environments.AddComponentKind<ServiceSpec>("Bröker X"));

        creating.Should().Throw<ArgumentException>().WithMessage("'Bröker X' is no kind of component. Allowed:*");
    }

    [Fact]
    public async Task A_preview_names_it()
    {
        _provider.SilentIn = nameof(IPreviewProvider<>.PreviewAsync);

        Func<Task> previewing = () => _manager.PreviewAsync(Graph.Of("a")).Soon();

        await previewing.Should().ThrowAsync<EnvironmentException>().WithMessage("*'silent' returned null in place of a list of PlannedResource, which is a defect of it: where there is nothing, it is empty*");
    }

    [Fact]
    public async Task A_drift_report_names_it_as_what_was_not_compared()
    {
        EnvironmentSnapshot made = await _manager.ProvisionAsync(Graph.Of("a")).Soon();
        _provider.SilentIn = nameof(IDriftProvider<>.DetectDriftAsync);

        DriftReport report = await _manager.DetectDriftAsync(made.Id).Soon();

        report.ToString().Should().Contain("provider 'silent' returned null in place of a list of ResourceDrift, which is a defect of it");
    }

    [Fact]
    public async Task A_termination_names_it_and_says_what_is_left()
    {
        EnvironmentSnapshot made = await _manager.ProvisionAsync(Graph.Of("a")).Soon();
        _provider.SilentIn = nameof(IComponentProvider<>.ObserveAsync);

        Func<Task> terminating = () => _manager.TerminateAsync(made.Id).Soon();

        (await terminating.Should().ThrowAsync<EnvironmentException>().WithMessage("*provider 'silent' returned null when it was asked whether '*' is there, which is a defect of it*"))
            .Which.Left.Should().Equal(made.Components.Single().Name);
    }

    [Fact]
    public async Task The_last_look_at_what_was_made_says_nothing_of_it_and_keeps_nothing_from_being_up()
    {
        _provider.SilentIn = nameof(IComponentProvider<>.ObserveAsync);

        EnvironmentSnapshot made = await _manager.ProvisionAsync(Graph.Of("a")).Soon();

        made.Status.Should().Be(EnvironmentStatus.Ready);
    }

    private sealed class SilentProvider() : ScriptedProvider<ServiceSpec>("silent"), IComponentProvider<ServiceSpec>, IStoppableProvider<ServiceSpec>, IResettableProvider<ServiceSpec>, IScalableProvider<ServiceSpec>, IDriftProvider<ServiceSpec>, IPreviewProvider<ServiceSpec>, IPreflightProvider<ServiceSpec>, IPrerequisiteProvider<ServiceSpec>
    {
        /// <summary>The call that returns null.</summary>
        public string SilentIn { get; set; } = "";

        /// <summary>For which specs the prerequisites' check throws.</summary>
        public Func<ServiceSpec, bool> Fails { get; set; } = _ => false;

        ValueTask<ComponentOutputs> IComponentProvider<ServiceSpec>.ProvisionAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
            SayAsync(nameof(ProvisionAsync), base.ProvisionAsync(spec, context, cancellationToken));

        ValueTask<ComponentPresence> IComponentProvider.ObserveAsync(ComponentContext context, CancellationToken cancellationToken) =>
            SayAsync(nameof(ObserveAsync), base.ObserveAsync(context, cancellationToken));

        ValueTask<ComponentOutputs> IStoppableProvider<ServiceSpec>.StartAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
            SayAsync(nameof(StartAsync), base.StartAsync(spec, context, cancellationToken));

        ValueTask<ResetResult> IResettableProvider<ServiceSpec>.ResetAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
            SayAsync(nameof(ResetAsync), base.ResetAsync(spec, context, cancellationToken));

        public string? WhyNotScale(ServiceSpec spec, ComponentContext context) => null;

        public ValueTask<ComponentOutputs> ScaleAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
            SayAsync(nameof(ScaleAsync), ValueTask.FromResult(ComponentOutputs.Empty));

        public ValueTask<IReadOnlyList<ResourceDrift>> DetectDriftAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
            SayAsync(nameof(DetectDriftAsync), ValueTask.FromResult<IReadOnlyList<ResourceDrift>>([]));

        public ValueTask<IReadOnlyList<PlannedResource>> PreviewAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
            SayAsync(nameof(PreviewAsync), ValueTask.FromResult<IReadOnlyList<PlannedResource>>([]));

        public ValueTask<IReadOnlyList<SpecificationFault>> PreflightAsync(ServiceSpec spec, ComponentContext context, bool isToBeMade, CancellationToken cancellationToken) =>
            SayAsync(nameof(PreflightAsync), ValueTask.FromResult<IReadOnlyList<SpecificationFault>>([]));

        public ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(ServiceSpec spec, string baseDirectory, CancellationToken cancellationToken) =>
            Fails(spec) ? throw new FormatException("no number") : SayAsync(nameof(CheckPrerequisitesAsync), ValueTask.FromResult<IReadOnlyList<SpecificationFault>>([]));

        public override IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) =>
            SilentIn == nameof(ListAsync) ? null! : base.ListAsync(scope, cancellationToken);

        private async ValueTask<T> SayAsync<T>(string call, ValueTask<T> said)
            where T : class
        {
            T result = await said;
            return call == SilentIn ? null! : result;
        }
    }
}
