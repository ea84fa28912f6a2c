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

    [Fact]
    public async Task Disposing_the_manager_ends_what_is_just_being_opened()
    {
        InMemoryPlatform platform = new() { Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Service("api"), Call = InMemoryCall.Provision, Hangs = true }) };
        EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(platform));
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable subscription = manager.Events.Subscribe(new Begun(begun));
        Task<TestEnvironment> opening = manager.OpenAsync(Specs.Shop());
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await manager.DisposeAsync();

        await FluentActions.Awaiting(() => opening).Should().ThrowAsync<EnvironmentException>().WithMessage("*it was interrupted*");
        platform.IsEmpty.Should().BeTrue();
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
