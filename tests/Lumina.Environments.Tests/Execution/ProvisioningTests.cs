using Lumina.Environments.InMemory;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Creation")]
public sealed class ProvisioningTests
{
    private readonly InMemoryPlatform _platform = new();

    [Fact]
    public async Task A_provider_that_returns_null_is_named_with_what_was_asked()
    {
        ScriptedProvider<ServiceSpec> services = new("broken") { Outputs = _ => null! };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));

        Func<Task> provisioning = () => manager.ProvisionAsync(Graph.Of("a"));

        (await provisioning.Should().ThrowAsync<EnvironmentException>()).Which.Failures.Should().ContainSingle().Which.Error.Should()
            .Be("provider 'broken' returned null in place of outputs, which is a defect of it: what gives nothing to others returns ComponentOutputs.Empty");
    }

    [Fact]
    [Trait("Category", "Health")]
    public async Task A_component_whose_spec_asks_for_its_presence_is_ready_when_it_is_seen()
    {
        int looks = 0;
        ScriptedProvider<ServiceSpec> services = new();
        services.OnProvision = (context, _) => Task.CompletedTask;
        services.OnObserve = (context, _) =>
        {
            // The third look finds it.
            services.HalfReset.Clear();
            if (++looks < 3)
            {
                services.HalfReset[context.ExternalName] = true;
            }

            return Task.CompletedTask;
        };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));
        EnvironmentSpec spec = Graph.Of("a");

        await manager.ProvisionAsync(spec);
        int looksWithoutACheck = looks;
        await manager.ProvisionAsync(spec with { Services = [spec.Services[0] with { HealthCheck = HealthCheckSpec.Presence() }] });

        (looksWithoutACheck, looks).Should().Be((0, 3));
    }

    [Fact]
    public async Task What_a_provider_throws_is_told_with_its_type_and_its_stack_and_without_secrets()
    {
        const string Key = "a-key-that-nobody-may-read";
        ScriptedProvider<ServiceSpec> services = new() { OnProvision = (context, _) => throw new FormatException($"'{context.Settings["KEY"]}' is no number", new IOException("from below")) };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));

        Func<Task> provisioning = () => manager.ProvisionAsync(new EnvironmentSpec("shop", "payments") { Services = [new ServiceSpec("api", ServiceSource.Command("api")) { Settings = { ["KEY"] = new Secret(Key) } }] });

        StepFailure failure = (await provisioning.Should().ThrowAsync<EnvironmentException>()).Which.Failures.Should().ContainSingle().Which;
        failure.Error.Should().Be("FormatException: '***' is no number");
        failure.Details.Should().StartWith("System.FormatException: '***' is no number").And.Contain("System.IO.IOException: from below").And.Contain("   at ").And.NotContain(Key);
    }

    [Fact]
    public async Task An_environment_is_ready_when_every_component_is_up()
    {
        await using EnvironmentManager manager = Create();

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop());

        environment.Status.Should().Be(EnvironmentStatus.Ready);
        environment.Components.Should().OnlyContain(component => component.State == ComponentState.Up);
        _platform.Components.Select(component => component.Name.ToString()).Should().BeEquivalentTo("database/orders", "database/cache", "service/api", "service/ui");
    }

    [Fact]
    public async Task A_setting_that_refers_to_an_output_gets_its_value()
    {
        await using EnvironmentManager manager = Create();
        await using TestEnvironment environment = await manager.OpenAsync(Specs.Shop());

        InMemoryComponent api = _platform.Find(environment.Id, ComponentName.Service("api"))!;

        api.Settings["ConnectionStrings__orders"].Should().Be(environment.ConnectionString("orders")).And.Contain("Password=");
        _platform.Find(environment.Id, ComponentName.Service("ui"))!.Settings["API_URL"].Should().Be(environment.Endpoint("api").ToString().TrimEnd('/'));
    }

    [Fact]
    public async Task A_failed_component_rolls_back_everything_and_the_error_says_what_happened()
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Service("api"), Call = InMemoryCall.Provision, Error = "the image is broken" });
        await using EnvironmentManager manager = Create();

        Func<Task> provision = () => manager.ProvisionAsync(Specs.Shop());

        EnvironmentException error = (await provision.Should().ThrowAsync<EnvironmentException>()).Which;
        error.Failures.Should().ContainSingle().Which.Component.Should().Be(ComponentName.Service("api"));
        error.Failures[0].Path.Should().HaveCountGreaterThan(1).And.EndWith(ComponentName.Service("api"));
        error.RolledBack.Should().Contain(ComponentName.Database("orders"));
        error.Left.Should().BeEmpty();
        error.Message.Should().Contain("'shop'").And.Contain("the image is broken").And.Contain("Not done because of that: service/ui").And.Contain("Left: nothing");
        _platform.IsEmpty.Should().BeTrue();
        EnvironmentSnapshot environment = (await manager.FindAsync(error.EnvironmentId!.Value))!;
        environment.Status.Should().Be(EnvironmentStatus.Failed);
        environment.IsActive.Should().BeFalse();
    }

    [Fact]
    public async Task Disposing_the_handle_of_an_opened_environment_leaves_nothing()
    {
        await using EnvironmentManager manager = Create();
        TestEnvironment environment = await manager.OpenAsync(Specs.Shop());

        await environment.DisposeAsync();

        _platform.IsEmpty.Should().BeTrue();
        environment.Status.Should().Be(EnvironmentStatus.Terminated);
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.UseInMemory(_platform));
}
