using Lumina.Environments.InMemory;

namespace Lumina.Environments.Tests.Execution;

/// <summary>What a newer version has written to a journal, and this one does not know.</summary>
[Trait("Category", "Creation")]
public sealed class NewerEventTests
{
    private readonly InMemoryPlatform _platform = new() { OutlivesProcess = true };
    private readonly FakeProcesses _processes = new();
    private readonly InMemoryEnvironmentStore _shared = new();

    public static TheoryData<EnvironmentVerb> Verbs => [EnvironmentVerb.Stop, EnvironmentVerb.Start, EnvironmentVerb.Restart, EnvironmentVerb.Reset, EnvironmentVerb.Scale, EnvironmentVerb.Extend, EnvironmentVerb.Terminate];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task An_environment_is_read_only_where_something_must_be_understood_and_is_not(EnvironmentVerb verb)
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await WriteAsync(environment.Id, mustBeUnderstood: true);
        long version = (await manager.FindAsync(environment.Id))!.Version;
        string before = Platform();

        EnvironmentNotUnderstoodException error = (await FluentActions.Awaiting(() => AskAsync(manager, environment.Id, verb).Soon()).Should().ThrowAsync<EnvironmentNotUnderstoodException>()).Which;

        (error.EventType, error.EnvironmentId, error.EnvironmentName).Should().Be(("moonPhaseChanged", environment.Id, "shop"));
        error.Message.Should().Contain("'shop'").And.Contain("'moonPhaseChanged'").And.Contain("Nothing was touched. Use that version or a newer one");
        Platform().Should().Be(before);
        (await manager.FindAsync(environment.Id))!.Version.Should().Be(version, "nothing is written");
        (await manager.EventsAsync(environment.Id)).Should().HaveCount((int)version, "it can be read");
        (await manager.ListLeasesAsync().ToListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_need_not_be_understood_is_passed_over()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await WriteAsync(environment.Id, mustBeUnderstood: false);

        (await manager.StopAsync(environment.Id).Soon()).Status.Should().Be(EnvironmentStatus.Stopped);
    }

    [Fact]
    public async Task A_recovery_keeps_it_and_says_why()
    {
        FakeProcesses.FakeProcess gone = _processes.Start();
        EnvironmentId id;
        EnvironmentManager dying = Create(gone);
        id = (await dying.OpenAsync(Specs.Shop()).Soon()).Id;
        await WriteAsync(id, mustBeUnderstood: true);
        gone.End();
        string before = Platform();
        await using EnvironmentManager manager = Create();

        RecoveryReport report = await manager.RecoverAsync().Soon();

        report.Recovered.Should().BeEmpty();
        report.Undecided.Should().ContainKey(id).WhoseValue.Should().Contain("'moonPhaseChanged'");
        Platform().Should().Be(before);
    }

    private static Task AskAsync(EnvironmentManager manager, EnvironmentId id, EnvironmentVerb verb) => verb switch
    {
        EnvironmentVerb.Stop => manager.StopAsync(id),
        EnvironmentVerb.Start => manager.StartAsync(id),
        EnvironmentVerb.Restart => manager.RestartAsync(id, ComponentName.Service("api")),
        EnvironmentVerb.Reset => manager.ResetAsync(id),
        EnvironmentVerb.Scale => manager.ScaleAsync(id, ComponentName.Service("api"), 3),
        EnvironmentVerb.Extend => manager.ExtendAsync(id, TimeSpan.FromHours(1)),
        _ => manager.TerminateAsync(id),
    };

    private string Platform() => string.Join('\n', _platform.Components.Select(component => $"{component.Name} {component.Marks}"));

    private async Task WriteAsync(EnvironmentId id, bool mustBeUnderstood)
    {
        EnvironmentSnapshot environment = (await _shared.FindAsync(id, CancellationToken.None))!;
        EnvironmentLease lease = await _shared.AcquireLeaseAsync(id, new LeaseHolder("newer", "elsewhere", 1, 1), TimeSpan.FromMinutes(1), CancellationToken.None);
        UnknownEvent written = new("moonPhaseChanged", "{}", mustBeUnderstood) { EnvironmentId = id, Sequence = environment.Version + 1, Time = environment.UpdatedAt, Actor = "newer" };
        await _shared.CommitAsync(new EnvironmentCommit(lease, environment.Version, [written], SnapshotFold.Apply(environment, written)), CancellationToken.None);
        await _shared.ReleaseLeaseAsync(lease, CancellationToken.None);
    }

    private EnvironmentManager Create(FakeProcesses.FakeProcess? process = null) => EnvironmentManager.Create(environments => environments
        .UseInMemory(_platform)
        .UseStore(_shared)
        .UseProcessInspector(process ?? _processes.Start())
        .Configure(options => options.AllowVolatileStore = true));
}
