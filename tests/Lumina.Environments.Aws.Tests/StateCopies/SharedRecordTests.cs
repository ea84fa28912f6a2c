using System.Text;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What becomes of the record here when another machine's copy of it is read, without a bucket.</summary>
[Trait("Category", "Terraform")]
public sealed class SharedRecordTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-aws-record-");
    private readonly AwsSessions _sessions = new(new AwsOptions { Region = "eu-central-1" }, TimeProvider.System);

    private int _machines;

    public void Dispose()
    {
        _sessions.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void A_copy_is_taken_up_where_there_is_no_record()
    {
        TerraformWorkspace workspace = Open("b");

        Record(workspace).TakeUp(Copy(Machine(serial: 4, "queue", "table")));

        Serial(workspace).Should().Be(4);
        workspace.PartNames().Should().BeEquivalentTo("queue", "table");
        TerraformRecovery.FindDoubts(workspace).Should().BeEmpty();
    }

    [Fact]
    public async Task A_copy_in_the_store_is_a_secret_of_its_environment_until_it_is_removed()
    {
        FakeRecord kept = new();
        CopyInStore place = new(kept);

        (await place.FindAsync(CancellationToken.None)).Should().BeNull();
        await place.WriteAsync([1, 2, 250], CancellationToken.None);
        (await place.FindAsync(CancellationToken.None)).Should().Equal(1, 2, 250);
        kept.Kept!.Reveal().Should().Be("AQL6");
        await place.RemoveAsync(CancellationToken.None);
        (await place.FindAsync(CancellationToken.None)).Should().BeNull();
        kept.Kept = new Secret("no base64");
        await FluentActions.Awaiting(() => new SharedRecord(place, Open("b"), TimeProvider.System, NullLogger.Instance).FindAsync(CancellationToken.None))
            .Should().ThrowAsync<ProviderException>().WithMessage("the record in the environments' store is no copy of a record*");
    }

    [Fact]
    public void Copies_are_in_the_store_or_in_a_bucket() =>
        new AwsOptionsValidator().Validate(null, new AwsOptions { StateCopies = { InStore = true, Bucket = "copies" } }).FailureMessage.Should().Be("StateCopies are to be in the store (InStore) and in the bucket 'copies': say one of them.");

    [Fact]
    public void A_newer_copy_takes_the_place_of_the_record_with_all_its_parts()
    {
        TerraformWorkspace workspace = Machine(serial: 4, "queue", "gone");

        Record(workspace).TakeUp(Copy(Machine(serial: 5, "queue", "table")));

        Serial(workspace).Should().Be(5);
        workspace.PartNames().Should().BeEquivalentTo("queue", "table");
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void What_is_here_stays_where_the_copy_is_no_newer(long serial, bool isOpen)
    {
        TerraformWorkspace workspace = Machine(serial: 4, "here");

        Record(workspace).TakeUp(Copy(Machine(serial, "there"), isOpen));

        Serial(workspace).Should().Be(4);
        workspace.PartNames().Should().BeEquivalentTo("here");
    }

    [Fact]
    public void What_a_run_elsewhere_may_have_made_is_in_doubt_here()
    {
        TerraformWorkspace there = Machine(serial: 4, "queue");
        Write(there, "table");
        TerraformWorkspace workspace = Machine(serial: 4, "queue");

        Record(workspace).TakeUp(Copy(there, isOpen: true));

        workspace.PartNames().Should().BeEquivalentTo("queue", "table");
        TerraformRecovery.FindDoubts(workspace).Should().Equal(new TerraformDoubt("aws_x.table", TerraformDoubtReason.Unfinished));
    }

    [Fact]
    public void A_run_of_this_machine_that_has_not_ended_knows_more_than_the_copy_from_before_it()
    {
        TerraformWorkspace workspace = Machine(serial: 4, "queue");
        string log = workspace.NewEventFile("apply");
        File.WriteAllText(log, """{"type":"apply_complete","hook":{"resource":{"addr":"aws_x.table"},"action":"create","id_key":"id","id_value":"t-1"}}""" + "\n");

        Record(workspace).TakeUp(Copy(Machine(serial: 4, "queue"), isOpen: true));

        workspace.EventFiles().Should().Equal(log);
        TerraformRecovery.FindDoubts(workspace).Should().Equal(new TerraformDoubt("aws_x.table", TerraformDoubtReason.Lost, new TerraformId("id", "t-1")));
    }

    [Fact]
    public void A_copy_of_another_history_is_refused()
    {
        TerraformWorkspace workspace = Machine(serial: 4, "queue");
        TerraformWorkspace other = Machine(serial: 9, "queue");
        File.WriteAllText(other.StateFile, File.ReadAllText(other.StateFile).Replace("\"ours\"", "\"theirs\"", StringComparison.Ordinal));

        FluentActions.Invoking(() => Record(workspace).TakeUp(Copy(other))).Should().Throw<TerraformStateException>().WithMessage("*ours (serial 4)*theirs (serial 9)*");

        Serial(workspace).Should().Be(4);
    }

    [Fact]
    public void A_copy_is_read_as_it_was_written_and_what_is_none_is_known()
    {
        StateCopy copy = StateCopy.Of(Machine(serial: 4, "queue"), isOpen: true);

        StateCopy read = StateCopy.TryRead(copy.ToBytes())!;

        read.Should().BeEquivalentTo(copy);
        StateCopy.TryRead([1, 2, 3]).Should().BeNull();
    }

    [Fact]
    public void The_name_of_a_copy_is_the_environments_within_its_installation() =>
        SharedRecord.KeyOf("a/b c", EnvironmentId.Parse("00000000000000000000000000", provider: null)).Should().Be("a%2Fb%20c/00000000000000000000000000.zip");

    private static StateCopy Copy(TerraformWorkspace workspace, bool isOpen = false) => StateCopy.TryRead(StateCopy.Of(workspace, isOpen).ToBytes())!;

    private static long Serial(TerraformWorkspace workspace) => TerraformState.TryParse(workspace.ReadState())!.Serial;

    /// <summary>A workspace in which everything that is written was made.</summary>
    private TerraformWorkspace Machine(long serial, params string[] names)
    {
        TerraformWorkspace workspace = Open($"machine-{_machines++}");
        Array.ForEach(names, name => Write(workspace, name));
        IEnumerable<string> resources = names.Select(name => $$"""{"mode":"managed","type":"aws_x","name":"{{name}}","instances":[{"attributes":{"id":"x"} }]}""");
        File.WriteAllText(workspace.StateFile, $$"""{"version":4,"serial":{{serial}},"lineage":"ours","outputs":{},"resources":[{{string.Join(',', resources)}}]}""");
        return workspace;
    }

    private static void Write(TerraformWorkspace workspace, string name) =>
        workspace.WriteConfigurationFile($"{name}.tf.json", Encoding.UTF8.GetBytes($$"""{"resource":{"aws_x":{"{{name}}":{"y":1} } } }"""));

    private TerraformWorkspace Open(string name) => TerraformWorkspace.Open(Path.Combine(_directory.FullName, name));

    private SharedRecord Record(TerraformWorkspace workspace) =>
        new(new CopyInBucket(new StateBucket(new AwsStateCopyOptions { Bucket = "nowhere" }, _sessions.Get()), "key"), workspace, TimeProvider.System, NullLogger.Instance);

    private sealed class FakeRecord : IProviderRecord
    {
        public Secret? Kept { get; set; }

        public Secret? Find() => Kept;

        public ValueTask KeepAsync(Secret? record, CancellationToken cancellationToken)
        {
            Kept = record;
            return ValueTask.CompletedTask;
        }
    }
}
