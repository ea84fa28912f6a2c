namespace Lumina.Environments.Testing.Tests.Stores;

/// <summary>What is wrong with a store.</summary>
public enum StoreBug
{
    None,
    LosesAnEvent,
    AcceptsAStaleToken,
    AcceptsAnyPlace,
    KeepsSecretsAtTheEnd,
    KeepsSecretsOfRefusedCommits,
    GivesALeaseToAnybody,
    RenewsFromTheExpiry,
    ListsNoExpiredLease,
    ForgetsWhoAsked,
    FindsAnOldSnapshot,
    ReadsOneTooMany,
    QueriesWithoutItsOwner,
    QueriesFromTheFirstPage,
    DeletesOnlyTheJournal,
    TellsSecretsInTheLog,
    TellsSecretsInAConflict,
}
