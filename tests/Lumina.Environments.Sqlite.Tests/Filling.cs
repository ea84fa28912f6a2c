using Lumina.Environments.Sqlite.TestHost;

namespace Lumina.Environments.Sqlite.Tests;

internal static class Filling
{
    /// <summary>Makes environments 1, 2, …, each with its first event, so many more, and a secret.</summary>
    public static async Task FillAsync(this SqliteEnvironmentStore store, int environments, int events)
    {
        for (int number = 1; number <= environments; number++)
        {
            StoreJournal journal = await SampleJournal.BeginAsync(store, number);
            await journal.AppendAsync(
                [.. Enumerable.Range(1, events).Select(attempt => StoreJournal.Attempt(attempt))],
                new Dictionary<string, Secret> { ["password"] = new($"correct-horse-{number}") });
        }
    }
}
