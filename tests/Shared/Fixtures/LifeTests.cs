using Lumina.Environments.InMemory;

namespace Lumina.Environments.Fixtures.Tests;

[Trait("Category", "Fixtures")]
public sealed class LifeTests
{
    [Fact]
    public async Task The_environment_is_there_from_initialization_to_disposal()
    {
        ShopFixture fixture = new();
        FluentActions.Invoking(() => fixture.Environment).Should().Throw<InvalidOperationException>().WithMessage("*not asked for yet*");

        await fixture.InitializeAsync();
        fixture.Environment.Status.Should().Be(EnvironmentStatus.Ready);
        fixture.Platform.Components.Should().HaveCount(2);

        await fixture.DisposeAsync();
        fixture.Platform.IsEmpty.Should().BeTrue();
        FluentActions.Invoking(() => fixture.Environment).Should().Throw<InvalidOperationException>().WithMessage("*gone again*");
    }

    [Fact]
    public async Task A_fixture_that_was_never_initialized_is_disposed_in_silence()
    {
        ShopFixture fixture = new();

        await fixture.DisposeAsync();

        fixture.Platform.CallCount.Should().Be(0);
    }

    [Fact]
    public async Task However_many_ask_at_once_get_one_environment()
    {
        ShopFixture fixture = new();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await fixture.InitializeAsync())));

        fixture.Platform.Components.Should().HaveCount(2);
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task The_first_who_asks_gives_up_and_the_environment_is_made_for_the_others()
    {
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ShopFixture fixture = new() { OnReady = (_, _) => ready.Task };
        using CancellationTokenSource first = new();

        Task asked = Ask(fixture).WaitAsync(first.Token);
        await first.CancelAsync();
        await FluentActions.Awaiting(() => asked).Should().ThrowAsync<OperationCanceledException>();
        ready.SetResult();
        await fixture.InitializeAsync();

        fixture.Environment.Status.Should().Be(EnvironmentStatus.Ready);
        await fixture.DisposeAsync();

        static async Task Ask(ShopFixture fixture) => await fixture.InitializeAsync();
    }

    [Fact]
    public async Task Disposal_cancels_what_is_being_made_and_leaves_nothing()
    {
        ShopFixture fixture = new();
        fixture.Faults.Add(new InMemoryFault { Component = ShopFixture.Api, Call = InMemoryCall.Provision, Hangs = true });
        Task asked = Task.Run(async () => await fixture.InitializeAsync());
        await fixture.HangsAsync();

        await FluentActions.Awaiting(async () => await fixture.DisposeAsync()).Should().ThrowAsync<EnvironmentException>("no test was told");

        await asked;
        fixture.Platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Its_settings_are_configuration()
    {
        ShopFixture fixture = new();
        await fixture.InitializeAsync();

        fixture.Configuration["ConnectionStrings:orders"].Should().Be(fixture.Environment.ConnectionString("orders"));
        fixture.Configuration["services:api:http:0"].Should().Be(fixture.Environment.Endpoint("api").OriginalString);
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Who_enters_finds_the_databases_reset_and_is_alone()
    {
        ShopFixture fixture = new();
        await fixture.InitializeAsync();

        IDisposable first = await fixture.EnterAsync();
        Task<IDisposable> second = fixture.EnterAsync();
        fixture.Platform.Find(fixture.Environment.Id, ShopFixture.Orders)!.ResetCount.Should().Be(1);
        second.IsCompleted.Should().BeFalse();
        first.Dispose();
        first.Dispose();
        (await second).Dispose();

        fixture.Platform.Find(fixture.Environment.Id, ShopFixture.Orders)!.ResetCount.Should().Be(2);
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task A_reset_that_fails_lets_the_next_one_in()
    {
        ShopFixture fixture = new();
        await fixture.InitializeAsync();
        fixture.Faults.Add(new InMemoryFault { Call = InMemoryCall.Reset, Error = "no", Times = 1 });

        await FluentActions.Awaiting(() => fixture.EnterAsync()).Should().ThrowAsync<EnvironmentException>();
        FluentActions.Invoking(() => fixture.Environment).Should().NotThrow();
        await fixture.DisposeAsync();
        fixture.Platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Progress_is_told_for_each_component()
    {
        ShopFixture fixture = new();
        await fixture.InitializeAsync();
        await fixture.DisposeAsync();

        fixture.Progress.Should().Contain("shop: making 2 components").And.Contain("shop: database/orders is being made").And.Contain(line => line.StartsWith("shop: service/api is ready after", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_that_cannot_be_written_costs_no_teardown()
    {
        ShopFixture fixture = new() { Artifacts = Path.GetTempFileName(), Write = _ => throw new InvalidOperationException("no output") };
        await fixture.InitializeAsync();
        fixture.Environment.Status.Should().Be(EnvironmentStatus.Ready);

        await FluentActions.Awaiting(async () => await fixture.DisposeAsync()).Should().NotThrowAsync("that no files can be written is told in vain");

        fixture.Platform.IsEmpty.Should().BeTrue();
        File.Delete(fixture.Artifacts);
    }

    [Fact]
    public async Task A_folder_for_files_that_is_no_path_is_told_before_anything_is_made()
    {
        ShopFixture fixture = new() { Artifacts = "no\0path" };

        await fixture.InitializeAsync();

        FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentException>();
        fixture.Platform.CallCount.Should().Be(0);
        await fixture.DisposeAsync();
    }
}
