namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
public sealed class AdminConnectionsTests : IAsyncLifetime
{
    private readonly DataLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    /// <summary>Npgsql breaks a session, and says that it got an unexpected message, where it meets the rest of an answer whose reading was cancelled.</summary>
    [SkippableFact]
    public async Task What_the_driver_takes_for_a_fault_of_its_own_after_a_cancellation_is_the_cancellation()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id");
        await using TestEnvironment environment = await _lab.OpenAsync("a.sql");
        await using AdminConnections admin = new(environment.Output(DataLab.Orders, OutputNames.AdminConnectionString));
        using CancellationTokenSource cancelling = new();

        Task RunAsync(Func<Task> before) => admin.RunAsync("Looking", async _ =>
        {
            await before();
            throw new InvalidOperationException("Received unexpected backend message DataRow. Please file a bug.");
        }, cancelling.Token);

        await FluentActions.Awaiting(() => RunAsync(() => Task.CompletedTask)).Should().ThrowAsync<InvalidOperationException>();
        (await FluentActions.Awaiting(() => RunAsync(cancelling.CancelAsync)).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(cancelling.Token);
    }
}
