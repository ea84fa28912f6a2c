using Lumina.Environments.InMemory;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Termination")]
public sealed class DisposedManagerTests
{
    [Fact]
    public async Task A_disposed_manager_takes_no_new_environment()
    {
        EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());
        await manager.DisposeAsync();

        await FluentActions.Awaiting(() => manager.OpenAsync(Specs.Shop())).Should().ThrowAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(() => manager.ProvisionAsync(Specs.Shop())).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposing_the_manager_ends_what_is_just_being_made(bool opens)
    {
        InMemoryPlatform platform = new() { Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Service("api"), Call = InMemoryCall.Provision, Hangs = true }) };
        EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(platform));
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable subscription = manager.Events.Subscribe(new Begun(begun));
        Task making = opens ? manager.OpenAsync(Specs.Shop()) : manager.ProvisionAsync(Specs.Shop());
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await manager.DisposeAsync();

        await FluentActions.Awaiting(() => making).Should().ThrowAsync<EnvironmentException>().WithMessage("*it was interrupted*");
        platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Disposing_the_manager_leaves_what_it_has_made_for_others()
    {
        InMemoryPlatform platform = new();
        EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(platform));
        await manager.ProvisionAsync(Specs.Shop());

        await manager.DisposeAsync();

        platform.IsEmpty.Should().BeFalse("its lease and its expiry end it");
    }

    private sealed class Begun(TaskCompletionSource begun) : IObserver<EnvironmentEvent>
    {
        public void OnNext(EnvironmentEvent value)
        {
            if (value is StepIntended { Component.Name: "api" })
            {
                begun.TrySetResult();
            }
        }

        public void OnError(Exception error) => begun.TrySetException(error);

        public void OnCompleted()
        {
        }
    }
}
