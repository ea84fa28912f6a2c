using System.Text.Json;
using Lumina.Environments.Tests.Execution;

namespace Lumina.Environments.Tests.Journal;

[Trait("Category", "Creation")]
public sealed class SnapshotJsonTests
{
    private static readonly ComponentName Orders = ComponentName.Database("orders");

    private readonly EnvironmentSnapshotJson _json = new();

    [Fact]
    public void A_snapshot_that_is_read_again_is_the_same()
    {
        EnvironmentSnapshot full = Full();

        EnvironmentSnapshot read = _json.Read(_json.Write(full));

        // What is compared has lost its secrets' values first: they are no part of the JSON.
        read.Should().BeEquivalentTo(_json.Read(_json.Write(read)), options => options.ComparingByMembers<EnvironmentSnapshot>().ComparingByMembers<ComponentSnapshot>());
        _json.Write(read).Should().Be(_json.Write(full));
        (read.Id, read.Version, read.Status, read.CreatedAt, read.UpdatedAt, read.ExpiresAt, read.TerminatedAt, read.Error, read.IsUnhealthy).Should()
            .Be((full.Id, full.Version, full.Status, full.CreatedAt, full.UpdatedAt, full.ExpiresAt, full.TerminatedAt, full.Error, full.IsUnhealthy));
        read.Find(Orders)!.Resources.Should().BeEquivalentTo(full.Find(Orders)!.Resources);
    }

    [Fact]
    public void Every_member_of_a_snapshot_and_of_a_component_is_in_its_json()
    {
        JsonElement json = JsonElement.Parse(_json.Write(Full()));

        Members(typeof(EnvironmentSnapshot)).Should().BeSubsetOf(json.EnumerateObject().Select(member => member.Name));
        Members(typeof(ComponentSnapshot)).Should().BeSubsetOf(json.GetProperty("components")[0].EnumerateObject().Select(member => member.Name));

        static IEnumerable<string> Members(Type type) =>
            type.GetProperties().Where(property => property.SetMethod is not null).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
    }

    [Fact]
    public void A_secret_is_only_its_name()
    {
        string json = _json.Write(Full());

        json.Should().NotContain("never-in-json").And.Contain("stored:database/orders:outputs.connectionString@network").And.Contain("stored:service/api:settings.API_KEY");
    }

    [Fact]
    public async Task Folding_the_events_after_a_stored_snapshot_over_it_gives_what_folding_them_all_gives()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await manager.StopAsync(environment.Id).Soon();
        EnvironmentEventJson events = new();
        List<EnvironmentEvent> journal = [.. (await manager.EventsAsync(environment.Id)).Select(@event => events.Read(events.Write(@event)))];
        string whole = _json.Write(Fold(null, journal));

        for (int stored = 1; stored <= journal.Count; stored++)
        {
            EnvironmentSnapshot shortcut = _json.Read(_json.Write(Fold(null, journal.Take(stored))));
            _json.Write(Fold(shortcut, journal.Skip(stored))).Should().Be(whole, "the snapshot is of version {0}", stored);
        }
    }

    [Fact]
    public void A_member_that_is_not_known_is_passed_over_and_a_value_that_is_not_is_refused()
    {
        string json = _json.Write(Full());

        _json.Write(_json.Read(json.Insert(1, """ "mood": {"of": ["the", "day"]}, """))).Should().Be(json);
        _json.Invoking(reader => reader.Read(json.Replace("\"failed\"", "\"asleep\"", StringComparison.Ordinal))).Should().Throw<FormatException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void What_is_no_snapshot_is_refused(string json) => _json.Invoking(reader => reader.Read(json)).Should().Throw<FormatException>();

    [Fact]
    public void A_journal_that_does_not_begin_at_its_beginning_is_not_folded()
    {
        Action fold = () => SnapshotFold.Apply(null, new StopRequested());

        fold.Should().Throw<InvalidOperationException>().WithMessage("*begins with StopRequested instead of ProvisioningStarted*");
    }

    private static EnvironmentSnapshot Fold(EnvironmentSnapshot? environment, IEnumerable<EnvironmentEvent> events) => events.Aggregate(environment, SnapshotFold.Apply)!;

    private static EnvironmentSnapshot Full()
    {
        ProvisioningStarted first = EventExamples.All.OfType<ProvisioningStarted>().Single();
        EnvironmentSnapshot folded = SnapshotFold.Apply(null, first);
        return folded with
        {
            Version = 42,
            Status = EnvironmentStatus.Failed,
            UpdatedAt = first.Time.AddTicks(1_234_567),
            TerminatedAt = first.Time.AddMinutes(5),
            Process = first.Process,
            EndsWithProcess = true,
            Error = "service/api exited with code 1.",
            IsUnhealthy = true,
            Components =
            [
                new ComponentSnapshot
                {
                    Name = Orders,
                    State = ComponentState.Degraded,
                    Provider = "local",
                    ExternalName = "orders-3m9x2c7q1k0v",
                    Location = new ComponentLocation { Account = "1", Region = "eu-central-1", Cluster = "c", Namespace = "n" },
                    DependsOn = [ComponentName.Network],
                    Outputs = EventExamples.All.OfType<ComponentProvisioned>().Single().Outputs,
                    Resources = [EventExamples.All.OfType<ResourceRecorded>().Single().Resource],
                    WasIntended = true,
                    IsPaused = true,
                    Error = "it answers slowly",
                    FailedAttempts = 2,
                    LastReset = EventExamples.All.OfType<ComponentReset>().Single().Result,
                    Unfinished = StepAction.Stop,
                    ChangedAt = first.Time.AddSeconds(3),
                    IntendedAt = first.Time.AddSeconds(1),
                },
                .. folded.Components[1..],
            ],
        };
    }
}
