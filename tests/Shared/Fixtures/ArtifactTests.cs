using Lumina.Environments.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Fixtures.Tests;

[Trait("Category", "Fixtures")]
public sealed class ArtifactTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lumina-artifacts-");

    [Fact]
    public async Task Timeline_events_and_logs_are_files()
    {
        ShopFixture fixture = new() { Artifacts = Path.Combine(_folder.FullName, "made", "for", "it") };
        await fixture.InitializeAsync();
        EnvironmentId id = fixture.Environment.Id;
        string secret = fixture.Environment.ConnectionString("orders");
        await fixture.DisposeAsync();

        string folder = Path.Combine(fixture.Artifacts, $"shop-{id}");
        (await File.ReadAllTextAsync(Path.Combine(folder, "timeline.txt"))).Should().MatchRegex(@"database/orders +Up +\d+\.\d+ s +\d+\.\d+ s").And.Contain("service/api");
        string[] events = await File.ReadAllLinesAsync(Path.Combine(folder, "events.jsonl"));
        events.Select(new EnvironmentEventJson().Read).Should().HaveCountGreaterThan(4).And.Subject.Last().Should().BeOfType<EnvironmentTerminated>();
        (await File.ReadAllTextAsync(Path.Combine(folder, "logs", "api.log"))).Should().Contain("runs in memory");
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            (await File.ReadAllTextAsync(file)).Should().NotContain(secret, "a CI shows {0} to many", file);
        }
    }

    [Fact]
    public async Task A_failure_leaves_its_report_beside_them_and_every_later_test_names_the_folder()
    {
        ShopFixture fixture = new() { Artifacts = _folder.FullName };
        fixture.Faults.Add(new InMemoryFault { Component = ShopFixture.Api, Call = InMemoryCall.Provision, Error = "the port is taken" });
        await fixture.InitializeAsync();
        string report = FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentException>().Which.Message;
        string line = FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentException>().Which.Message;
        await fixture.DisposeAsync();

        string folder = _folder.EnumerateDirectories("shop-*").Should().ContainSingle().Subject.FullName;
        (await File.ReadAllTextAsync(Path.Combine(folder, "report.txt"))).TrimEnd().Should().Be(report);
        File.Exists(Path.Combine(folder, "events.jsonl")).Should().BeTrue();
        line.Should().Contain(folder);
    }

    [Fact]
    public async Task Files_that_a_spec_names_are_beside_them_when_the_environment_cannot_be_made()
    {
        ShopFixture fixture = new()
        {
            Artifacts = _folder.FullName,
            Spec = new EnvironmentSpec("shop", "tests")
            {
                Services =
                [
                    new ServiceSpec("ui", ServiceSource.Image("ui:1")) { Container = new ContainerSettings { Files = [new ContainerFile("/etc/ui/ui.conf", "mode=calm")], CopyOnFailure = ["/etc/ui"] } },
                    new ServiceSpec("api", ServiceSource.Image("api:1")) { DependsOn = [ComponentName.Service("ui")] },
                ],
            },
        };
        fixture.Faults.Add(new InMemoryFault { Component = ShopFixture.Api, Call = InMemoryCall.Provision, Error = "the port is taken" });
        await fixture.InitializeAsync();
        string report = FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentException>().Which.Message;
        await fixture.DisposeAsync();

        string folder = _folder.EnumerateDirectories("shop-*").Should().ContainSingle().Subject.FullName;
        (await File.ReadAllTextAsync(Path.Combine(folder, "files", "ui", "etc", "ui", "ui.conf"))).Should().Be("mode=calm");
        File.Exists(Path.Combine(folder, "report.txt")).Should().BeTrue();
        report.Should().Contain("service/ui: 1 copied to");
    }

    [Fact]
    public async Task Each_reset_that_failed_is_in_the_report()
    {
        ShopFixture fixture = new() { Artifacts = _folder.FullName };
        await fixture.InitializeAsync();
        fixture.Faults.Add(new InMemoryFault { Component = ShopFixture.Orders, Call = InMemoryCall.Reset, Error = "somebody writes to it", Times = 2 });
        string first = (await FluentActions.Awaiting(() => fixture.ResetAsync()).Should().ThrowAsync<EnvironmentException>()).Which.Message;
        await FluentActions.Awaiting(() => fixture.EnterAsync()).Should().ThrowAsync<EnvironmentException>();
        await fixture.ResetAsync();
        await fixture.DisposeAsync();

        string report = await File.ReadAllTextAsync(Path.Combine(_folder.EnumerateDirectories("shop-*").Single().FullName, "report.txt"));
        report.Should().Contain(first).And.Contain("runs in memory", "the components' last lines are in it");
        report.Split("somebody writes to it").Should().HaveCount(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_form_of_a_literal_secret_is_in_them_or_in_what_tests_are_told(bool fails)
    {
        const string secret = "k&y of the shop";
        LoggingServices logging = new() { Lines = [$"begun with {secret}", $"GET /?key={Uri.EscapeDataString(secret)}"] };
        ShopFixture fixture = new()
        {
            Artifacts = _folder.FullName,
            Also = environments => environments.AddProvider<ServiceSpec>(logging),
            Spec = new EnvironmentSpec("shop", "tests") { Services = [new ServiceSpec("api", ServiceSource.Image("api:1")) { Provider = logging.Name, Settings = { ["Key"] = new Secret(secret) } }] },
            OnReady = (_, _) => fails ? throw new FormatException($"refused: {secret}", new FormatException(secret)) : Task.CompletedTask,
        };
        await fixture.InitializeAsync();

        List<string> told = [];
        if (fails)
        {
            told.Add(FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentException>().Which.ToString());
            told.Add(FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentException>().Which.ToString());
            told.Should().OnlyContain(text => text.Contains("refused: ***", StringComparison.Ordinal)).And.Contain(text => text.Contains("GET /?key=***", StringComparison.Ordinal));
        }
        else
        {
            told.Add(await fixture.DescribeAsync());
        }

        await fixture.DisposeAsync();

        foreach (string file in Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories))
        {
            told.Add(await File.ReadAllTextAsync(file));
        }

        told.Should().HaveCountGreaterThan(3).And.NotContain(text => text.Contains(secret, StringComparison.Ordinal) || text.Contains(Uri.EscapeDataString(secret), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_keeps_neither_the_teardown_nor_the_other_logs()
    {
        FakeTimeProvider clock = new();
        LoggingServices silent = new() { Hangs = true };
        LoggingServices talking = new() { Name = "talking", Lines = ["of the other one"] };
        ShopFixture fixture = new()
        {
            Artifacts = _folder.FullName,
            Clock = clock,
            Also = environments => environments.AddProvider<ServiceSpec>(silent).AddProvider<ServiceSpec>(talking),
            Spec = new EnvironmentSpec("shop", "tests")
            {
                Services =
                [
                    new ServiceSpec("api", ServiceSource.Image("api:1")) { Provider = silent.Name },
                    new ServiceSpec("web", ServiceSource.Image("web:1")) { Provider = talking.Name },
                ],
            },
        };
        await fixture.InitializeAsync();

        Task<string> described = fixture.DescribeAsync();
        await BothReadAsync();
        clock.Advance(TimeSpan.FromSeconds(15));
        (await described.WaitAsync(Bound, TimeProvider.System)).Should().Contain("the first line").And.Contain("no answer within 15 seconds").And.Contain("of the other one");

        silent.ForgetAsked();
        talking.ForgetAsked();
        Task ended = Task.Run(async () => await fixture.DisposeAsync());
        await BothReadAsync();
        clock.Advance(TimeSpan.FromSeconds(15));
        await ended.WaitAsync(Bound, TimeProvider.System);

        silent.IsEmpty.Should().BeTrue();
        talking.IsEmpty.Should().BeTrue();
        string logs = Path.Combine(_folder.EnumerateDirectories("shop-*").Single().FullName, "logs");
        (await File.ReadAllLinesAsync(Path.Combine(logs, "api.log"))).Should().Equal("the first line", "(log lines could not be read: there was no answer within 15 seconds)");
        (await File.ReadAllLinesAsync(Path.Combine(logs, "web.log"))).Should().StartWith("of the other one");

        // The bound counts for both: time must not pass before the other one's lines are read.
        async Task BothReadAsync() => await Task.WhenAll(silent.Asked, talking.Asked).WaitAsync(Bound, TimeProvider.System);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_said_and_harms_nothing()
    {
        string file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        ShopFixture fixture = new() { Artifacts = file };
        await fixture.InitializeAsync();
        await fixture.DisposeAsync();

        fixture.Platform.IsEmpty.Should().BeTrue();
        fixture.Progress.Should().Contain(line => line.Contains("could not be written", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
