using Lumina.Environments.Testing.Tests.Snippets;

namespace Lumina.Environments.Testing.Tests.Folders;

/// <summary>The kit can fail: each planted bug is found by the rule that is meant for it.</summary>
[Trait("Category", "Testing")]
public sealed class BrokenProviderTests
{
    private const string First = "What is made is observed and destroyed";

    [Theory]
    [InlineData(Bug.DeclinesWhatItTakes, "The name and the placement are stable")]
    [InlineData(Bug.RefusesToChangeWhatIsThere, First)]
    [InlineData(Bug.MakesAnotherAtEveryCall, "Provisioning twice gives the same and makes one thing")]
    [InlineData(Bug.ForgetsWhatItHolds, "Provisioning twice gives the same and makes one thing")]
    [InlineData(Bug.GivesAnotherPasswordAtEveryCall, "Another instance finds adopts and destroys what one has made")]
    [InlineData(Bug.FailsWhereThereIsNothingToDestroy, "Destroying what never was succeeds")]
    [InlineData(Bug.FailsWhereThereIsNothingToDestroy, "Destroying twice succeeds and leaves nothing")]
    [InlineData(Bug.LeavesAFolderBehind, "Destroying twice succeeds and leaves nothing")]
    [InlineData(Bug.DestroysWhatIsNotItsOwn, "Destroying refuses what bears other marks")]
    [InlineData(Bug.AdoptsWhatIsNotItsOwn, "Provisioning refuses what bears other marks")]
    [InlineData(Bug.MarksWhatIsNotItsOwn, "Marking refuses what bears other marks")]
    [InlineData(Bug.WritesNoMarks, "Provisioning twice gives the same and makes one thing")]
    [InlineData(Bug.MarksAtTheEnd, "What exists bears its marks from the moment it exists")]
    [InlineData(Bug.MarksWithoutTheOwnersCare, "Marks come back as they were whatever is in them")]
    [InlineData(Bug.LosesWhatAPersonKeeps, "What a person keeps stays kept when its expiry is moved")]
    [InlineData(Bug.ListsEveryInstallation, "What was made is listed in its own scopes alone")]
    [InlineData(Bug.ListsNothing, "What was made is listed in its own scopes alone")]
    [InlineData(Bug.IgnoresCancellation, "Provisioning that is cancelled at any moment can be finished or destroyed")]
    [InlineData(Bug.LooksAtNoToken, "Provisioning that is cancelled before it begins makes nothing")]
    [InlineData(Bug.LooksAtNoToken, "Starting that is cancelled before it begins starts nothing")]
    [InlineData(Bug.TakesABegunStartForDone, "Starting that is cancelled at any moment can be finished")]
    [InlineData(Bug.CannotDestroyHalfOfIt, "Provisioning that is cancelled at any moment can be finished or destroyed")]
    [InlineData(Bug.CannotDestroyHalfOfIt, "Provisioning whose process is killed at any moment can be finished or destroyed")]
    [InlineData(Bug.MakesItWhereItIs, "Provisioning whose process is killed at any moment can be finished or destroyed")]
    [InlineData(Bug.FailsWithAnIOException, "Provisioning twice gives the same and makes one thing")]
    [InlineData(Bug.TellsItsPasswordInTheLog, "No secret is in what the provider says")]
    [InlineData(Bug.TellsItsPasswordInAnOutput, "No secret is in what the provider says")]
    [InlineData(Bug.SaysThatItEndsWithItsProcess, "Provisioning whose process is killed at any moment can be finished or destroyed")]
    [InlineData(Bug.TellsItsPasswordInAnError, "No secret is in what the provider says")]
    [InlineData(Bug.TellsItsPasswordInATrace, "No secret is in what the provider says")]
    [InlineData(Bug.TellsItsPasswordInAResource, "No secret is in what the provider says")]
    [InlineData(Bug.TellsItsPasswordToEverybody, "No secret is in a file that others can read")]
    [InlineData(Bug.TellsItsPasswordOnACommandLine, "No secret is in a command line")]
    [InlineData(Bug.RunsOnWhenStopped, "Stopping keeps what starting brings back")]
    [InlineData(Bug.LosesDataWhenStopped, "Stopping keeps what starting brings back")]
    [InlineData(Bug.KeepsDataWhenReset, "Resetting gives back the state in which it was made")]
    [InlineData(Bug.CountsItsLogWrong, "Logs are bounded and reading them ends")]
    [InlineData(Bug.FollowsItsLogForEver, "Logs are bounded and reading them ends")]
    [InlineData(Bug.StartsWhatIsAbsent, "Starting what is absent is refused and makes nothing")]
    [InlineData(Bug.CutsLongNames, "Names at the limits are made and found")]
    [InlineData(Bug.MakesOneAtATimeAndFails, "Many environments are made and destroyed at once")]
    [InlineData(Bug.TrustsTheClock, "A clock that jumps makes and loses nothing")]
    [InlineData(Bug.ChangesSettings, "Settings arrive as they are whatever is in them")]
    public async Task A_planted_bug_is_found_by_the_rule_that_is_meant_for_it(Bug bug, string rule)
    {
        using FolderConformanceTests suite = new() { Bug = bug };

        ConformanceResult result = await ConformanceSuite.RunAsync(suite.Rules.Single(candidate => candidate.Name == rule));

        result.Outcome.Should().Be(ConformanceOutcome.Failed, result.Reason);
        result.Error.Should().BeOfType<ConformanceException>().Which.Message.Should().Be($"{rule}: {result.Reason}", "a runner that shows the message alone shows the rule");
        TestContext.Current.TestOutputHelper!.WriteLine(result.Reason);
    }

    [Fact]
    public async Task What_is_said_to_end_with_its_process_and_does_not_is_found_by_listing_where_nothing_counts_it()
    {
        using FolderConformanceTests suite = new() { Bug = Bug.SaysThatItEndsWithItsProcess, Counts = false };

        ConformanceResult result = await ConformanceSuite.RunAsync(suite.Rules.Single(candidate => candidate.Name == "Provisioning whose process is killed at any moment can be finished or destroyed"));

        result.Outcome.Should().Be(ConformanceOutcome.Failed, result.Reason);
        result.Reason.Should().Contain("1 things are left on the platform").And.Contain("ComponentPlacement.OutlivesProcess is false");
    }

    [Theory]
    [InlineData(Bug.FailsWithAnIOException, "Two environments have one each", $"Provisioning failed with * The rule that the others build on is broken in the same way, look at it first: {First}.")]
    [InlineData(Bug.WritesNoMarks, "Provisioning twice gives the same and makes one thing", $"* The rule that the others build on is broken too, look at it first: {First}: After provisioning, *")]
    [InlineData(Bug.FailsWithAnIOException, First, "Provisioning failed with IOException, and an error is a ProviderException: The disk is full.")]
    [InlineData(Bug.DestroysWhatIsNotItsOwn, "Destroying refuses what bears other marks", "Destroying what bears other marks (of another environment) should fail with ProviderException and succeeded.")]
    public async Task A_broken_rule_names_the_one_to_look_at_first_where_that_is_broken_too(Bug bug, string rule, string reason)
    {
        using FolderConformanceTests suite = new() { Bug = bug };
        suite.Rules[0].Name.Should().Be(First);

        ConformanceResult result = await ConformanceSuite.RunAsync(suite.Rules.Single(candidate => candidate.Name == rule));

        result.Outcome.Should().Be(ConformanceOutcome.Failed);
        result.Reason.Should().Match(reason, "the result has the rule beside the reason");
    }

    [Fact]
    public async Task A_rule_whose_hook_the_suite_does_not_have_is_skipped_with_what_is_not_seen()
    {
        using FolderMailboxesTests suite = new();

        ConformanceReport report = await suite.RunAllAsync(TestContext.Current.CancellationToken);

        report.Failures.Should().BeEmpty();
        report.Results.Where(result => result.Outcome == ConformanceOutcome.NotApplicable).Select(result => result.Rule).Should().Contain(
        [
            "What is counted on the platform is what was made",
            "What is put into a component stays in it",
            "What was destroyed can be made again and is new",
        ]);
        report.Results.Single(result => result.Rule == "What is counted on the platform is what was made").Reason.Should().StartWith("The suite has no CountAsync");
    }
}
