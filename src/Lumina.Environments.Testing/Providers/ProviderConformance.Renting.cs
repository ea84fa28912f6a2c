using Lumina.Environments.Providers;
using Xunit;

namespace Lumina.Environments.Testing;

// What is counted sees rented databases where the suite's count does: those whose name begins with the component's.
public abstract partial class ProviderConformance<TSpec>
{
    // More than these rules ever have at once.
    private const int MostKept = 8;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Each renter has a database as it was made, and sees nothing of another's or of the component's own.</summary>
    [Fact]
    public Task Databases_that_are_rented_at_once_are_apart() => CheckAsync(async bench =>
    {
        IRentalProvider renting = RequireRentals(bench);
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        string? own = await PutAsync(one, "own").ConfigureAwait(false);
        RentedDatabase first = await RentAsync(bench, renting, one).ConfigureAwait(false);
        RentedDatabase second = await RentAsync(bench, renting, one).ConfigureAwait(false);
        Check.That(first.Name != second.Name && first.ConnectionString != second.ConnectionString, "Two databases that are rented at once go by one name or one connection string.");
        Check.That(!first.ToString().Contains(first.ConnectionString, StringComparison.Ordinal), "The text form of a rented database is not its name.");

        await WriteAsync(ContextOf(one, first), "first", CancellationToken.None).ConfigureAwait(false);
        if (own is not null)
        {
            Check.That(await ReadAsync(ContextOf(one, second), CancellationToken.None).ConfigureAwait(false) is null, "A rented database holds what was put into another, or into the component's own.");
            Check.Equal("first", await ReadAsync(ContextOf(one, first), CancellationToken.None).ConfigureAwait(false), "What a rented database holds");
        }

        await HoldsAsync(one, own, "After another was put into a rented database").ConfigureAwait(false);
        List<FoundComponent> listed = await bench.ListAsync(one, new ListScope { EnvironmentId = one.Marks.EnvironmentId }).ConfigureAwait(false);
        Check.Equal(1, listed.Count, "How often the component is listed while databases like it are rented");
        await first.DisposeAsync().ConfigureAwait(false);
        await second.DisposeAsync().ConfigureAwait(false);
    });

    /// <summary>What is given back is gone soon, or handed out to the next as it was made; giving it back twice is nothing.</summary>
    [Fact]
    public Task What_a_renter_gives_back_is_gone_or_anothers_and_giving_it_back_twice_is_nothing() => CheckAsync(async bench =>
    {
        IRentalProvider renting = RequireRentals(bench);
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        for (int round = 0; round < Rounds; round++)
        {
            RentedDatabase rented = await RentAsync(bench, renting, one).ConfigureAwait(false);
            if (await WriteAsync(ContextOf(one, rented), "of an earlier renter", CancellationToken.None).ConfigureAwait(false))
            {
                RentedDatabase next = await RentAsync(bench, renting, one).ConfigureAwait(false);
                Check.That(await ReadAsync(ContextOf(one, next), CancellationToken.None).ConfigureAwait(false) is null, "What is rented holds what an earlier renter has put into his.");
                await next.DisposeAsync().ConfigureAwait(false);
            }

            await rented.DisposeAsync().ConfigureAwait(false);
            await rented.DisposeAsync().ConfigureAwait(false);
        }

        await NoneIsLostAsync(bench, renting, one, "After all that was rented was given back").ConfigureAwait(false);
    });

    /// <summary>What nobody gives back goes with its component, also where another instance destroys it; giving it back afterwards is nothing.</summary>
    [Fact]
    public Task What_is_rented_ends_with_its_component() => CheckAsync(async bench =>
    {
        IRentalProvider renting = RequireRentals(bench);
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        RentedDatabase rented = await RentAsync(bench, renting, one).ConfigureAwait(false);

        await bench.DestroyAsync(one, bench.Another()).ConfigureAwait(false);

        await bench.NoneAsync(one, "After destroying what a database was rented like").ConfigureAwait(false);
        await bench.CallAsync("Giving back what is gone", _ => rented.DisposeAsync()).ConfigureAwait(false);
        await bench.RefusedAsync("Renting like what is gone", async token => { await renting.RentAsync((DatabaseSpec)(ComponentSpec)one.Spec, one.Context(), token).ConfigureAwait(false); }).ConfigureAwait(false);
        await bench.NoneAsync(one, "After renting like what is gone").ConfigureAwait(false);
    });

    /// <summary>Wherever renting is cancelled, it stops soon and leaves nothing that nobody has.</summary>
    [Fact]
    public Task Renting_that_is_cancelled_at_any_moment_leaves_nothing() => CheckAsync(async bench =>
    {
        IRentalProvider renting = RequireRentals(bench);
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        await (await RentAsync(bench, renting, one).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false); // what is shared by many is there afterwards
        (int moments, TimeSpan duration) = await MeasureAsync(async () => await (await RentAsync(bench, renting, one).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false)).ConfigureAwait(false);
        foreach ((int? moment, TimeSpan? delay) in Moments(bench, moments, duration))
        {
            RentedDatabase? rented = null;
            await CancelAsync(moment, delay, "Renting", async token => rented = await RentAsync(bench, renting, one, token).ConfigureAwait(false)).ConfigureAwait(false);
            if (rented is not null)
            {
                await rented.DisposeAsync().ConfigureAwait(false);
            }
        }

        await NoneIsLostAsync(bench, renting, one, "After renting was cancelled").ConfigureAwait(false);
    });

    private static IRentalProvider RequireRentals(Bench bench) => Require<IRentalProvider>(bench.Provider, "hands out no databases");

    private static Task<RentedDatabase> RentAsync(Bench bench, IRentalProvider renting, Case one, CancellationToken cancellationToken = default) =>
        bench.CallAsync("Renting", token => renting.RentAsync((DatabaseSpec)(ComponentSpec)one.Spec, one.Context(), token), cancellationToken);

    // As a user of the rented database sees it: the hooks of the suite read the connection string.
    private static ComponentContext ContextOf(Case one, RentedDatabase rented)
    {
        ComponentOutputs own = one.Outputs;
        one.Outputs = own.With(OutputNames.ConnectionString, new Secret(rented.ConnectionString));
        ComponentContext context = one.Context();
        one.Outputs = own;
        return context;
    }

    // A provider may take away beside the renter, who goes on, or keep what was given back for the next: then whoever rents as many gets these, and no more come of it.
    private async Task NoneIsLostAsync(Bench bench, IRentalProvider renting, Case one, string when)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        long started = TimeProvider.System.GetTimestamp();
        TimeSpan pause = FirstPause;
        int kept;
        while ((kept = await CountKeptAsync(one).ConfigureAwait(false)) > 0 && !await AreHandedOutAsync(bench, renting, one, kept, names).ConfigureAwait(false))
        {
            Check.That(TimeProvider.System.GetElapsedTime(started) < Patience / 2, $"{when}, {kept} databases are there that nobody has, and who rents as many gets others.");

            // What was just rented to look at it is given back as well: it has to be gone before the next look, however long that takes.
            await Task.Delay(pause, TimeProvider.System).ConfigureAwait(false);
            pause *= 2;
        }

        await bench.OneAsync(one, when, parts: kept).ConfigureAwait(false);
    }

    private async ValueTask<int> CountKeptAsync(Case one) => (await CountAsync(one.Context(), CancellationToken.None).ConfigureAwait(false) ?? 1) - 1;

    private async Task<bool> AreHandedOutAsync(Bench bench, IRentalProvider renting, Case one, int kept, HashSet<string> names)
    {
        List<RentedDatabase> rented = [];
        for (int i = 0; i < Math.Min(kept, MostKept); i++)
        {
            rented.Add(await RentAsync(bench, renting, one).ConfigureAwait(false));
        }

        bool areSame = rented.Count == kept && await CountKeptAsync(one).ConfigureAwait(false) == kept;
        bool areKnown = rented.Count(each => !names.Add(each.Name)) == kept;
        foreach (RentedDatabase each in rented)
        {
            await each.DisposeAsync().ConfigureAwait(false);
        }

        return areSame && areKnown;
    }
}
