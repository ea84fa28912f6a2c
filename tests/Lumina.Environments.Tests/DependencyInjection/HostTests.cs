using Lumina.Environments.InMemory;
using Lumina.Environments.Tests.Execution;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Moq;

namespace Lumina.Environments.Tests.DependencyInjection;

[Trait("Category", "Creation")]
public sealed class HostTests
{
    private readonly InMemoryPlatform _platform = new();

    [Fact]
    public async Task A_host_gives_its_services_one_manager_and_ends_what_was_opened_with_itself()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLuminaEnvironments().UseInMemory(_platform);
        IHost host = builder.Build();
        await host.StartAsync();
        IEnvironmentManager manager = host.Services.GetRequiredService<IEnvironmentManager>();
        host.Services.GetRequiredService<IEnvironmentManager>().Should().BeSameAs(manager);
        TestEnvironment opened = await manager.OpenAsync(Specs.Shop()).Soon();
        EnvironmentSnapshot provisioned = await manager.ProvisionAsync(Specs.Shop()).Soon();

        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();

        opened.Status.Should().Be(EnvironmentStatus.Terminated);
        _platform.Components.Should().OnlyContain(component => component.Marks.EnvironmentId == provisioned.Id);
    }

    [Fact]
    public async Task Two_modules_may_both_add_environments()
    {
        ServiceCollection services = new();
        services.AddLuminaEnvironments().UseInMemory(_platform);
        services.AddLuminaEnvironments().Configure(options => options.Actor = "second");
        await using ServiceProvider provider = services.BuildServiceProvider();

        EnvironmentSnapshot made = await provider.GetRequiredService<IEnvironmentManager>().ProvisionAsync(Specs.Shop()).Soon();

        made.Status.Should().Be(EnvironmentStatus.Ready);
        provider.GetRequiredService<IOptions<EnvironmentManagerOptions>>().Value.Actor.Should().Be("second");
    }

    [Fact]
    public void Options_come_from_configuration()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Lumina:Installation"] = "staging",
            ["Lumina:StepTimeout"] = "00:01:00",
            ["Lumina:MaximumParallelStepsByProvider:local"] = "3",
        }).Build();
        ServiceCollection services = new();
        services.AddLuminaEnvironments().UseInMemory(_platform);
        services.Configure<EnvironmentManagerOptions>(configuration.GetSection(EnvironmentManagerOptions.SectionName));
        using ServiceProvider provider = services.BuildServiceProvider();

        EnvironmentManagerOptions options = provider.GetRequiredService<IOptions<EnvironmentManagerOptions>>().Value;

        options.Installation.Should().Be("staging");
        options.StepTimeout.Should().Be(TimeSpan.FromMinutes(1));
        options.MaximumParallelStepsByProvider["local"].Should().Be(3);
    }

    [Fact]
    public async Task A_host_does_not_start_with_options_out_of_range()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLuminaEnvironments().UseInMemory(_platform).Configure(options => options.MaximumAttempts = 0);
        using IHost host = builder.Build();

        Func<Task> start = () => host.StartAsync();

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().Equal("MaximumAttempts is 0: it must be from 1 to 20.");
    }

    [Fact]
    public void All_faults_of_the_options_are_said_at_once_with_both_values_where_two_must_fit()
    {
        Action create = () => EnvironmentManager.Create(environments => environments.UseInMemory().Configure(options =>
        {
            options.Installation = "My Machine";
            options.Actor = " ";
            options.BaseDirectory = "";
            options.StepTimeout = TimeSpan.Zero;
            options.CancellationGrace = TimeSpan.FromMinutes(5);
            options.TeardownTimeout = TimeSpan.FromMinutes(1);
            options.RetryDelay = TimeSpan.FromHours(1);
            options.MaximumAttempts = 21;
            options.MaximumParallelSteps = 0;
            options.MaximumParallelStepsByProvider["local"] = 1_001;
        }));

        create.Should().Throw<OptionsValidationException>().Which.Failures.Should().Equal(
            "Installation is 'My Machine'. Allowed: 1 to 63 lower-case letters, digits and hyphens, a letter first and no hyphen last.",
            "Actor is empty: give it a value.",
            "BaseDirectory is empty: give it a value.",
            "StepTimeout is 00:00:00: it must be from 00:00:01 to 1.00:00:00.",
            "RetryDelay is 01:00:00: it must be from 00:00:00 to 00:01:00.",
            "MaximumAttempts is 21: it must be from 1 to 20.",
            "MaximumParallelSteps is 0: it must be from 1 to 1000.",
            "MaximumParallelStepsByProvider[local] is 1001: it must be from 1 to 1000.",
            "CancellationGrace (00:05:00) must be shorter than TeardownTimeout (00:01:00): the grace is a part of a teardown.");
    }

    [Fact]
    public void Defaults_are_what_their_documentation_says()
    {
        EnvironmentManagerOptions options = new();

        options.Installation.Should().Be("default");
        options.Actor.Should().Be("anonymous");
        options.BaseDirectory.Should().Be(".");
        options.StepTimeout.Should().Be(TimeSpan.FromMinutes(10));
        options.CancellationGrace.Should().Be(TimeSpan.FromSeconds(10));
        options.TeardownTimeout.Should().Be(TimeSpan.FromMinutes(15));
        options.MaximumAttempts.Should().Be(4);
        options.RetryDelay.Should().Be(TimeSpan.FromMilliseconds(500));
        options.MaximumParallelSteps.Should().Be(16);
        options.AllowVolatileStore.Should().BeFalse();
    }

    [Fact]
    public async Task Logs_reach_the_hosts_loggers_though_logging_is_added_later()
    {
        FakeLogCollector logs = new();
        ServiceCollection services = new();
        services.AddLuminaEnvironments().UseInMemory(_platform);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new FakeLoggerProvider(logs)));
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IEnvironmentManager>().ProvisionAsync(Specs.Shop()).Soon();

        logs.GetSnapshot().Should().Contain(record => record.Message.StartsWith("shop: Provision service/api by in-memory as api-"));
    }

    [Fact]
    public async Task The_contract_is_mocked_in_three_lines()
    {
        Mock<IEnvironmentManager> manager = new();
        EnvironmentSnapshot snapshot = new() { Id = default, Spec = Specs.Shop(), BaseDirectory = ".", Status = EnvironmentStatus.Ready };
        manager.Setup(mock => mock.OpenAsync(It.IsAny<EnvironmentSpec>(), It.IsAny<CancellationToken>())).ReturnsAsync(new TestEnvironment(manager.Object, snapshot));

        await using TestEnvironment environment = await manager.Object.OpenAsync(Specs.Shop());

        environment.Status.Should().Be(EnvironmentStatus.Ready);
    }
}
