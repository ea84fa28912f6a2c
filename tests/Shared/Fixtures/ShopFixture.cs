using System.Collections.Concurrent;
using Lumina.Environments.InMemory;
#if XUNIT_V3
using Lumina.Environments.XunitV3;
#else
using Lumina.Environments.Xunit;
#endif

namespace Lumina.Environments.Fixtures.Tests;

/// <summary>A fixture in memory, driven by hand as a runner would. Each test says what is different.</summary>
internal sealed class ShopFixture : EnvironmentFixture
{
    public InMemoryPlatform Platform { get; private init; } = new();

    public InMemoryPlatform Shared { init => Platform = value; }

    public InMemoryFaultScript Faults => (InMemoryFaultScript)Platform.Faults;

    public EnvironmentSpec Spec { get; init; } = new("shop", "tests")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
        Services = [new ServiceSpec("api", ServiceSource.Project("Shop.Api")) { Endpoints = [EndpointSpec.Http()], Settings = { ["ConnectionStrings__orders"] = Reference.ConnectionString("orders") } }],
    };

    public Action<EnvironmentsBuilder> Also { get; init; } = _ => { };

    public Func<TestEnvironment, CancellationToken, Task> OnReady { get; init; } = (_, _) => Task.CompletedTask;

    public bool Keep { get; init; }

    public string? Artifacts { get; init; }

    public DateTimeOffset? Ends { get; init; }

    public TimeSpan Provisioning { get; init; } = TimeSpan.FromMinutes(10);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Action<string>? Write { get; init; }

    public ConcurrentQueue<string> Progress { get; } = [];

    public static ComponentName Orders => ComponentName.Database("orders");

    public static ComponentName Api => ComponentName.Service("api");

    /// <summary>Waits until the fault that the test has scripted is played.</summary>
    public async Task HangsAsync()
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (Faults.PlayedCount == 0)
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    protected override bool KeepEnvironment => Keep;

    protected override string? ArtifactsDirectory => Artifacts;

    protected override DateTimeOffset? Deadline => Ends;

    protected override TimeSpan ProvisioningTimeout => Provisioning;

    protected override TimeProvider TimeProvider => Clock;

    protected override EnvironmentSpec CreateSpec() => Spec;

    protected override void Configure(EnvironmentsBuilder environments) => Also(environments.UseInMemory(Platform).Configure(options => options.MaximumAttempts = 1));

    protected override Task OnReadyAsync(TestEnvironment environment, CancellationToken cancellationToken) => OnReady(environment, cancellationToken);

    protected override void WriteProgress(string line) => (Write ?? Progress.Enqueue)(line);
}
