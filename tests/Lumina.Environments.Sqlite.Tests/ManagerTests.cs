using Lumina.Environments.InMemory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments.Sqlite.Tests;

[Trait("Category", "Sqlite")]
public sealed class ManagerTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly InMemoryPlatform _platform = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_environment_outlives_its_manager_and_another_finds_reads_and_ends_it()
    {
        EnvironmentSnapshot made;
        await using (EnvironmentManager first = Create())
        {
            made = await first.ProvisionAsync(Spec);
        }

        await using EnvironmentManager second = Create();
        EnvironmentSnapshot found = (await second.FindAsync(made.Id))!;
        EnvironmentSnapshotJson json = new();
        json.Write(found).Should().Be(json.Write(made));
        List<EnvironmentEvent> events = await second.ReadEventsAsync(made.Id).ToListAsync();
        events.Select(@event => @event.Sequence).Should().Equal(Enumerable.Range(1, (int)made.Version).Select(sequence => (long)sequence));
        events[0].Should().BeOfType<ProvisioningStarted>().Which.Spec.Should().Be(Spec);
        (await second.QueryAsync(new EnvironmentQuery { Owner = "payments", Active = true }).ToListAsync()).Should().ContainSingle().Which.Id.Should().Be(made.Id);

        EnvironmentSnapshot ended = await second.TerminateAsync(made.Id);

        ended.Status.Should().Be(EnvironmentStatus.Terminated);
        _platform.IsEmpty.Should().BeTrue();
        _folder.Run("SELECT COUNT(*) FROM secrets").Should().Be(0L);
    }

    [Fact]
    public async Task Of_one_that_was_rolled_back_whole_no_secret_stays_and_it_counts_among_those_that_have_ended()
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Spec.Services[0].ComponentName, Call = InMemoryCall.Provision, Error = "broken" });
        await using EnvironmentManager manager = Create();

        await FluentActions.Awaiting(() => manager.ProvisionAsync(Spec)).Should().ThrowAsync<EnvironmentException>();

        _folder.Run("SELECT COUNT(*) FROM secrets").Should().Be(0L);
        _folder.Run("SELECT COUNT(*) FROM environments WHERE ended_at IS NOT NULL AND status = 'Failed'").Should().Be(1L);
    }

    [Fact]
    public async Task Subscribers_are_told_of_what_a_manager_ends_when_it_is_disposed_of()
    {
        for (int i = 0; i < 20; i++)
        {
            EnvironmentManager manager = Create();
            TaskCompletionSource<EnvironmentEvent> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
            EnvironmentEvent? last = null;
            using IDisposable subscription = manager.Events.Subscribe(@event => last = @event, () => told.SetResult(last!));
            await manager.OpenAsync(Spec);

            await manager.DisposeAsync();

            (await told.Task.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeOfType<EnvironmentTerminated>();
        }
    }

    [Fact]
    public async Task An_environment_that_another_manager_made_is_stopped_and_started()
    {
        EnvironmentId id;
        await using (EnvironmentManager first = Create())
        {
            id = (await first.ProvisionAsync(Spec)).Id;
        }

        await using EnvironmentManager second = Create();
        (await second.StopAsync(id)).Status.Should().Be(EnvironmentStatus.Stopped);
        (await second.StartAsync(id)).Status.Should().Be(EnvironmentStatus.Running);
        await second.TerminateAsync(id);
        _platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task The_options_come_from_configuration_and_code_wins()
    {
        string elsewhere = Path.Combine(_folder.Folder, "elsewhere.db");
        ConfigurationManager configuration = new();
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Lumina:Sqlite:Path"] = elsewhere,
            ["Lumina:Sqlite:Key"] = Convert.ToBase64String(new byte[32]),
            ["Lumina:Sqlite:BusyTimeout"] = "00:00:05",
            ["Lumina:Sqlite:RetainedJournals"] = "7",
        });
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(configuration).AddLuminaEnvironments().UseInMemory(_platform).UseSqlite(options => options.BusyTimeout = TimeSpan.FromSeconds(6));
        await using ServiceProvider provider = services.BuildServiceProvider();

        SqliteEnvironmentStore store = provider.GetRequiredService<IEnvironmentStore>().Should().BeOfType<SqliteEnvironmentStore>().Subject;
        SqliteStoreOptions options = provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<SqliteStoreOptions>>().Value;

        store.Path.Should().Be(elsewhere);
        options.Key.Should().Equal(new byte[32]);
        (options.BusyTimeout, options.RetainedJournals).Should().Be((TimeSpan.FromSeconds(6), 7));
    }

    [Fact]
    public void A_store_without_a_path_is_told_when_the_manager_is_made()
    {
        Action create = () => EnvironmentManager.Create(environments => environments.UseInMemory().UseSqlite());

        create.Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>().WithMessage("*Path is empty*");
    }

    private static EnvironmentSpec Spec => new("shop", "payments")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("cache", DatabaseType.Redis)],
        Services =
        [
            new ServiceSpec("api", ServiceSource.Command("api"))
            {
                Endpoints = [EndpointSpec.Http()],
                Settings = { ["ConnectionStrings__orders"] = Reference.ConnectionString("orders") },
            },
        ],
    };

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.UseInMemory(_platform).UseSqlite(_folder.Store));
}
