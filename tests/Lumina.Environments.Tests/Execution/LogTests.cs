using System.Text;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Services")]
public sealed class LogTests
{
    private const string Key = "a-key-that-nobody-may-read";

    [Fact]
    public async Task What_a_component_logs_of_its_environments_secrets_is_taken_out_of_it_in_whatever_form()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(new TalkingProvider()));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(new EnvironmentSpec("talking", "payments")
        {
            Services = [new ServiceSpec("api", ServiceSource.Command("run")) { Settings = { ["ApiKey"] = new Secret(Key) } }],
        }).Soon();

        List<string> lines = await manager.ReadLogsAsync(environment.Id, ComponentName.Service("api")).ToListAsync();

        lines.Should().Equal("starting with ***", "Authorization: Basic ***", "ready");
    }

    [Fact]
    public async Task Of_what_has_ended_no_lines_can_be_read_and_the_error_says_when_it_did()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(new TalkingProvider()));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();
        await FluentActions.Awaiting(async () => await manager.ReadLogsAsync(environment.Id, ComponentName.Service("a"), tail: -1).ToListAsync()).Should().ThrowAsync<ArgumentOutOfRangeException>();
        EnvironmentSnapshot ended = await manager.TerminateAsync(environment.Id).Soon();

        Func<Task> reading = async () => await manager.ReadLogsAsync(environment.Id, ComponentName.Service("a")).ToListAsync();

        await reading.Should().ThrowAsync<EnvironmentException>().WithMessage($"Of service/a of environment 'graph' ({environment.Id}) no lines can be read: it was terminated at {ended.TerminatedAt:u}.");
    }

    private sealed class TalkingProvider : ScriptedProvider<ServiceSpec>, ILogProvider
    {
        public IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, CancellationToken cancellationToken) =>
            new[] { $"starting with {Key}", $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Key))}", "ready" }.ToAsyncEnumerable();
    }
}
