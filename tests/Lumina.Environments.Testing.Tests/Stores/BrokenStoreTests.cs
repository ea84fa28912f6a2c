namespace Lumina.Environments.Testing.Tests.Stores;

/// <summary>The kit can fail: each planted bug is found by the rule that is meant for it.</summary>
[Trait("Category", "Testing")]
public sealed class BrokenStoreTests
{
    [Theory]
    [InlineData(StoreBug.LosesAnEvent, "Events of every kind come back as they were")]
    [InlineData(StoreBug.AcceptsAStaleToken, "The holder takes its own lease again and the older one is void")]
    [InlineData(StoreBug.AcceptsAStaleToken, "A lease that is lost renews nothing and commits nothing")]
    [InlineData(StoreBug.AcceptsAnyPlace, "A commit elsewhere than at the journals end is refused and changes nothing")]
    [InlineData(StoreBug.KeepsSecretsAtTheEnd, "Secrets are read by name replaced and gone at termination")]
    [InlineData(StoreBug.KeepsSecretsOfRefusedCommits, "A commit elsewhere than at the journals end is refused and changes nothing")]
    [InlineData(StoreBug.GivesALeaseToAnybody, "A lease is its holders alone until it expires")]
    [InlineData(StoreBug.GivesALeaseToAnybody, "Of many who take one lease at once one has it")]
    [InlineData(StoreBug.RenewsFromTheExpiry, "Renewing moves the expiry to a duration from now")]
    [InlineData(StoreBug.ListsNoExpiredLease, "Leases are listed by their environments expired or not")]
    [InlineData(StoreBug.ForgetsWhoAsked, "Who asks for termination is told to the holder when it renews")]
    [InlineData(StoreBug.FindsAnOldSnapshot, "Events of every kind come back as they were")]
    [InlineData(StoreBug.ReadsOneTooMany, "A journal is read page by page")]
    [InlineData(StoreBug.QueriesWithoutItsOwner, "A query means what matches it oldest first")]
    [InlineData(StoreBug.QueriesFromTheFirstPage, "A query goes page by page")]
    [InlineData(StoreBug.DeletesOnlyTheJournal, "What is deleted is gone with its lease and secrets")]
    [InlineData(StoreBug.TellsSecretsInTheLog, "No secret is in what the store says")]
    [InlineData(StoreBug.TellsSecretsInAConflict, "No secret is in what the store says")]
    public async Task A_planted_bug_is_found_by_the_rule_that_is_meant_for_it(StoreBug bug, string rule)
    {
        BrokenStoreSuite suite = new(bug);

        ConformanceResult result = await ConformanceSuite.RunAsync(suite.Rules.Single(candidate => candidate.Name == rule));

        result.Outcome.Should().Be(ConformanceOutcome.Failed, result.Reason);
        result.Error.Should().BeOfType<ConformanceException>();
        TestContext.Current.TestOutputHelper!.WriteLine(result.Reason);
    }

    [Fact]
    public async Task Any_runner_runs_every_rule_and_is_told_how_each_ended()
    {
        ConformanceReport sound = await new BrokenStoreSuite(StoreBug.None).RunAllAsync(TestContext.Current.CancellationToken);
        ConformanceReport broken = await new BrokenStoreSuite(StoreBug.KeepsSecretsAtTheEnd).RunAllAsync(TestContext.Current.CancellationToken);

        sound.Failures.Should().BeEmpty();
        sound.Results.Should().ContainSingle(result => result.Outcome == ConformanceOutcome.NotApplicable).Which.Reason.Should().Be("The store ends with its process.");
        sound.ThrowIfFailed();
        broken.Failures.Should().ContainSingle().Which.Rule.Should().Be("Secrets are read by name replaced and gone at termination");
        broken.Invoking(report => report.ThrowIfFailed()).Should().Throw<ConformanceException>().WithMessage("BrokenStoreSuite breaks 1 of *number of secrets after the end*");
    }
}
