using Lumina.Environments.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Fixtures.Tests;

[Trait("Category", "Fixtures")]
public sealed class RecoveryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lumina-recovery-");

    [Fact]
    public async Task What_a_run_that_is_gone_has_left_in_a_durable_store_is_taken_away_at_the_start()
    {
        ShopFixture next = new() { Also = environments => environments.UseSqlite(Store).UseProcessInspector(new OneProcess("next")) };
        next.Platform.OutlivesProcess = true;
        await using EnvironmentManager gone = EnvironmentManager.Create(environments => environments.UseInMemory(next.Platform).UseSqlite(Store).UseProcessInspector(new OneProcess("gone")));
        EnvironmentId left = (await gone.OpenAsync(next.Spec)).Id;

        await next.InitializeAsync();

        next.Platform.Components.Should().HaveCount(2).And.NotContain(component => component.Marks.EnvironmentId == left);
        next.Progress.Should().Contain(line => line.Contains("1 environment recovered", StringComparison.Ordinal));
        await next.DisposeAsync();
    }

    [Fact]
    public async Task What_is_left_of_earlier_runs_is_not_waited_for_longer_than_the_deadline_leaves()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch.AddYears(60));
        ShopFixture next = new() { Clock = clock, Ends = clock.GetUtcNow() + TimeSpan.FromMinutes(3), Also = environments => environments.UseSqlite(Store).UseProcessInspector(new OneProcess("next")) };
        next.Platform.OutlivesProcess = true;
        EnvironmentManager gone = EnvironmentManager.Create(environments => environments.UseTimeProvider(clock).UseInMemory(next.Platform).UseSqlite(Store).UseProcessInspector(new OneProcess("gone")));
        await gone.OpenAsync(next.Spec);
        next.Faults.Add(new InMemoryFault { Component = ShopFixture.Orders, Call = InMemoryCall.Destroy, Hangs = true, Times = 1 });

        Task making = Task.Run(async () => await next.InitializeAsync());
        await next.HangsAsync();
        clock.Advance(TimeSpan.FromMinutes(1));
        await making.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        FluentActions.Invoking(() => next.Environment).Should().Throw<EnvironmentException>().WithMessage("*earlier runs*within 00:01:00*");
        await next.DisposeAsync();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Store => Path.Combine(_folder.FullName, "store.db");

    /// <summary>Every other process of this machine is gone.</summary>
    private sealed class OneProcess(string id) : IProcessInspector
    {
        public LeaseHolder Current { get; } = new(id, "machine", 1, 1);

        public bool IsDebugged => false;

        public bool? IsAlive(LeaseHolder holder) => holder.Id == id;
    }
}
