using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class EnvironmentStoreConformance
{
    /// <summary>Each member of a query, alone and with others.</summary>
    [Fact]
    public Task A_query_means_what_matches_it_oldest_first() => CheckAsync(async bench =>
    {
        await FillAsync(bench).ConfigureAwait(false);
        string owner = bench.Owner;
        (EnvironmentQuery Query, int[] Meant)[] cases =
        [
            (new EnvironmentQuery(), [1, 2, 3, 4, 5, 6]),
            (new EnvironmentQuery { Owner = owner }, [1, 3, 5]),
            (new EnvironmentQuery { Type = EnvironmentType.Staging }, [2, 3]),
            (new EnvironmentQuery { Name = "shop-4" }, [4]),
            (new EnvironmentQuery { Status = EnvironmentStatus.Ready }, [1, 2, 3]),
            (new EnvironmentQuery { Owner = owner, Status = EnvironmentStatus.Ready }, [1, 3]),
            (new EnvironmentQuery { Owner = owner, Status = EnvironmentStatus.Ready, Type = EnvironmentType.Staging }, [3]),
            (new EnvironmentQuery { Active = true }, [1, 2, 3, 4]),
            (new EnvironmentQuery { Active = false }, [5, 6]),
            (new EnvironmentQuery { Tags = Tags("parity", "odd") }, [1, 3, 5]),
            (new EnvironmentQuery { Tags = new Dictionary<string, string>(Tags("parity", "odd"), StringComparer.Ordinal) { ["number"] = "3" } }, [3]),
            (new EnvironmentQuery { Tags = Tags("number", "odd") }, []),
            (new EnvironmentQuery { Tags = Tags("awkward", "it's \"x\" % _ ${y} 👍") }, [1, 2, 3, 4, 5, 6]),
            (new EnvironmentQuery { Owner = owner.ToUpperInvariant() }, []),
            (new EnvironmentQuery { Owner = "%" }, []),
            (new EnvironmentQuery { Owner = "' OR 1=1; --" }, []),
        ];
        foreach ((EnvironmentQuery query, int[] meant) in cases)
        {
            Check.Sequence(meant, await bench.QueryAsync(query).ConfigureAwait(false), $"What is meant by {query} with the tags {string.Join(' ', query.Tags)}");
        }
    });

    /// <summary>A query is read page by page, each after the last of the one before.</summary>
    [Fact]
    public Task A_query_goes_page_by_page() => CheckAsync(async bench =>
    {
        await FillAsync(bench).ConfigureAwait(false);
        EnvironmentQuery query = new() { Owner = bench.Owner, MaximumCount = 2 };

        Check.Sequence([1, 3], await bench.QueryAsync(query).ConfigureAwait(false), "The first page");
        Check.Sequence([5], await bench.QueryAsync(query with { After = bench.IdOf(3) }).ConfigureAwait(false), "The second page");
        Check.Sequence([3, 5], await bench.QueryAsync(query with { After = bench.IdOf(2) }).ConfigureAwait(false), "The page after one that is not meant");
        Check.Sequence([], await bench.QueryAsync(query with { After = bench.IdOf(5) }).ConfigureAwait(false), "The page after the last");
    });

    /// <summary>An environment is found by what it is doing now, after each change.</summary>
    [Fact]
    public Task A_query_goes_by_what_an_environment_does_now() => CheckAsync(async bench =>
    {
        StoreJournal journal = await bench.OpenAsync().ConfigureAwait(false);
        EnvironmentEvent[][] commits =
        [
            [StoreJournal.First()],
            [new StepIntended(StoreJournal.Orders, StepAction.Provision, "memory", "orders-1", ComponentLocation.Only)],
            [new ComponentProvisioned(StoreJournal.Orders, ComponentOutputs.Empty.With(OutputNames.Port, "1"), TimeSpan.Zero), new ProvisioningSucceeded(TimeSpan.Zero)],
            [new StopRequested()],
            [new StopFailed("it did not stop")],
            [new ComponentDestroyed(StoreJournal.Orders, TimeSpan.Zero)],
            [new TerminationStarted("asked"), new EnvironmentTerminated()],
        ];
        foreach (EnvironmentEvent[] events in commits)
        {
            await journal.AppendAsync(events).ConfigureAwait(false);
            EnvironmentSnapshot now = journal.Environment;
            Check.Sequence([1], await bench.QueryAsync(new EnvironmentQuery { Status = now.Status, Active = now.IsActive }).ConfigureAwait(false), $"What is {now.Status} after version {now.Version}");
            Check.Sequence([], await bench.QueryAsync(new EnvironmentQuery { Active = !now.IsActive }).ConfigureAwait(false), $"What is {(now.IsActive ? "not " : "")}active after version {now.Version}");
        }
    });

    private static Dictionary<string, string> Tags(string name, string value) => new(StringComparer.Ordinal) { [name] = value };

    /// <summary>1 to 3 are Ready, 4 is Provisioning, 5 is Terminated, 6 has failed and left nothing; 2 and 3 are for staging.</summary>
    private static async Task FillAsync(StoreBench bench)
    {
        foreach (int number in new[] { 4, 2, 6, 1, 3, 5 })
        {
            StoreJournal journal = await bench.BeginAsync(number, new EnvironmentSpec($"shop-{number}", number % 2 == 1 ? bench.Owner : "search")
            {
                Type = number is 2 or 3 ? EnvironmentType.Staging : EnvironmentType.Testing,
                Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["parity"] = number % 2 == 1 ? "odd" : "even", ["number"] = $"{number}", ["awkward"] = "it's \"x\" % _ ${y} 👍" },
            }).ConfigureAwait(false);
            await (number switch
            {
                <= 3 => journal.AppendAsync(new ProvisioningSucceeded(TimeSpan.Zero)),
                5 => journal.TerminateAsync(),
                6 => journal.AppendAsync(new ProvisioningFailed("no", [], [])),
                _ => Task.CompletedTask,
            }).ConfigureAwait(false);
        }
    }
}
