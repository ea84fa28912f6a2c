using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

/// <summary>One failure stops everything else. What fails by itself meanwhile is told as well; what merely stopped is not.</summary>
[Trait("Category", "Creation")]
public sealed class FailuresAtOnceTests
{
    private readonly ScriptedProvider<ServiceSpec> _services = new();

    [Fact]
    public async Task A_failure_that_was_on_its_way_when_another_was_told_is_told_too()
    {
        EnvironmentException error = await FailAsync(_ => new ProviderException("its quota is used up"));

        error.Message.Should().Contain("the first has failed").And.Contain("its quota is used up").And.NotContain("Not done because of that");
        error.Failures.Select(failure => failure.Component.Name).Should().BeEquivalentTo("a", "b");
    }

    [Fact]
    public async Task What_stopped_since_it_was_told_to_is_no_failure_of_its_own()
    {
        Func<CancellationToken, Exception>[] stops =
        [
            token => new OperationCanceledException(token),
            token => new ProviderException("its code was stopped", new InvalidOperationException("stopped", new OperationCanceledException(token))),
            _ => new IOException("the connection was closed"),
        ];
        foreach (Func<CancellationToken, Exception> stop in stops)
        {
            EnvironmentException error = await FailAsync(stop);

            error.Message.Should().Contain("the first has failed").And.Contain("Not done because of that: service/b");
            error.Failures.Should().ContainSingle().Which.Component.Name.Should().Be("a");
        }
    }

    /// <summary>Makes two services: the first fails when the second has begun, the second ends in its own way when it is told to stop.</summary>
    private async Task<EnvironmentException> FailAsync(Func<CancellationToken, Exception> end)
    {
        TaskCompletionSource begun = new();
        _services.OnProvision = async (context, token) =>
        {
            if (context.Component.Name == "a")
            {
                await begun.Task;
                throw new ProviderException("the first has failed");
            }

            TaskCompletionSource told = new();
            await using CancellationTokenRegistration registration = token.Register(told.SetResult);
            begun.SetResult();
            await told.Task;
            throw end(token);
        };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(_services));
        return (await FluentActions.Awaiting(() => manager.ProvisionAsync(Graph.Of("a", "b")).Soon()).Should().ThrowAsync<EnvironmentException>()).Which;
    }
}
