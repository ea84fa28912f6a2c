namespace Lumina.Environments.Testing.Tests.Folders;

/// <summary>The kit can fail: each planted bug is found by the rule that is meant for it.</summary>
[Trait("Category", "Testing")]
public sealed class BrokenProviderTests
{
    [Theory]
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
    [InlineData(Bug.LosesWhatAPersonKeeps, "Marks that were updated are observed and listed")]
    [InlineData(Bug.ListsEveryInstallation, "What was made is listed in its own scopes alone")]
    [InlineData(Bug.ListsNothing, "What was made is listed in its own scopes alone")]
    [InlineData(Bug.IgnoresCancellation, "Provisioning that is cancelled at any moment can be finished or destroyed")]
    [InlineData(Bug.CannotDestroyHalfOfIt, "Provisioning that is cancelled at any moment can be finished or destroyed")]
    [InlineData(Bug.CannotDestroyHalfOfIt, "Provisioning whose process is killed at any moment can be finished or destroyed")]
    [InlineData(Bug.MakesItWhereItIs, "Provisioning whose process is killed at any moment can be finished or destroyed")]
    [InlineData(Bug.FailsWithAnIOException, "Provisioning twice gives the same and makes one thing")]
    [InlineData(Bug.TellsItsPasswordInTheLog, "No secret is in what the provider says")]
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
        result.Error.Should().BeOfType<ConformanceException>();
        TestContext.Current.TestOutputHelper!.WriteLine(result.Reason);
    }
}
