using Lumina.Environments.Providers;
using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class ProviderConformance<TSpec>
{
    /// <summary>What was made is found without any store, by installation and environment, and by nothing else.</summary>
    [Fact]
    public Task What_was_made_is_listed_in_its_own_scopes_alone() => CheckAsync(async bench =>
    {
        Case ours = await bench.MakeAsync().ConfigureAwait(false);
        Case foreign = bench.New(installation: "another-installation");
        await bench.ProvisionAsync(foreign).ConfigureAwait(false);
        EnvironmentId id = ours.Marks.EnvironmentId;
        (ListScope Scope, bool Ours, bool Foreign)[] scopes =
        [
            (new ListScope(), true, true),
            (new ListScope { Installation = Installation }, true, false),
            (new ListScope { Installation = "another-installation" }, false, true),
            (new ListScope { Installation = "nobody" }, false, false),
            (new ListScope { EnvironmentId = id }, true, false),
            (new ListScope { EnvironmentId = id, Installation = Installation }, true, false),
            (new ListScope { EnvironmentId = id, Installation = "another-installation" }, false, false),
        ];
        foreach ((ListScope scope, bool lists, bool listsForeign) in scopes)
        {
            string words = $"in the scope (installation {scope.Installation ?? "any"}, environment {scope.EnvironmentId?.Value ?? "any"})";
            Check.Equal(lists ? 1 : 0, (await bench.ListAsync(ours, scope).ConfigureAwait(false)).Count, $"How often it is listed {words}");
            Check.Equal(listsForeign ? 1 : 0, (await bench.ListAsync(foreign, scope).ConfigureAwait(false)).Count, $"How often another installation's is listed {words}");
        }

        await bench.DestroyAsync(ours).ConfigureAwait(false);
        Check.Equal(0, (await bench.ListAsync(ours, new ListScope()).ConfigureAwait(false)).Count, "How often it is listed after it was destroyed");
    });

    /// <summary>Whenever something is seen of a component, it says whose it is.</summary>
    [Fact]
    public Task What_exists_bears_its_marks_from_the_moment_it_exists() => CheckAsync(async bench =>
    {
        for (int round = 0; round < Rounds; round++)
        {
            Case one = bench.New();
            IComponentProvider<TSpec> watching = bench.Another();
            await WatchAsync(bench.ProvisionAsync(one), TimeSpan.FromMilliseconds(1), async () =>
            {
                ComponentPresence presence = await bench.ObserveAsync(one, watching).ConfigureAwait(false);
                bool mayLack = MarksFollow && presence.Marks is null;
                if (presence.Exists && !mayLack)
                {
                    Bench.SameMarks(one.Marks, presence.Marks, "While it is made, what is observed");
                }

                foreach (FoundComponent found in await bench.ListAsync(one, new ListScope(), watching).ConfigureAwait(false))
                {
                    Bench.SameMarks(one.Marks, found.Marks, "While it is made, what is listed");
                }
            }).ConfigureAwait(false);
            await bench.OneAsync(one, "After provisioning").ConfigureAwait(false);
        }
    });

    /// <summary>An environment may last for ever.</summary>
    [Fact]
    public Task A_thing_that_never_expires_says_so() => CheckAsync(async bench =>
    {
        Case one = bench.New();
        one.Marks = one.Marks with { ExpiresAt = null };

        await bench.ProvisionAsync(one).ConfigureAwait(false);

        await bench.OneAsync(one, "With no expiry").ConfigureAwait(false);
    });

    /// <summary>Provisioning adopts nothing that another environment or installation owns.</summary>
    [Fact]
    public Task Provisioning_refuses_what_bears_other_marks() => CheckAsync(bench => RefuseAsync(
        bench, "Provisioning what bears other marks", (context, one, token) => new ValueTask(bench.Provider.ProvisionAsync(one.Spec, context, token).AsTask())));

    /// <summary>Destroying touches nothing that another environment or installation owns.</summary>
    [Fact]
    public Task Destroying_refuses_what_bears_other_marks() => CheckAsync(bench => RefuseAsync(
        bench, "Destroying what bears other marks", (context, _, token) => bench.Provider.DestroyAsync(context, token)));

    /// <summary>Stopping touches nothing that another environment or installation owns.</summary>
    [Fact]
    public Task Stopping_refuses_what_bears_other_marks() => CheckAsync(bench =>
    {
        IStoppableProvider<TSpec> stoppable = Require<IStoppableProvider<TSpec>>(bench.Provider, "cannot stop");
        return RefuseAsync(bench, "Stopping what bears other marks", (context, _, token) => stoppable.StopAsync(context, token));
    });

    /// <summary>Resetting touches nothing that another environment or installation owns.</summary>
    [Fact]
    public Task Resetting_refuses_what_bears_other_marks() => CheckAsync(bench =>
    {
        IResettableProvider<TSpec> resettable = Require<IResettableProvider<TSpec>>(bench.Provider, "cannot reset");
        return RefuseAsync(bench, "Resetting what bears other marks", async (context, one, token) => { await resettable.ResetAsync(one.Spec, context, token).ConfigureAwait(false); });
    });

    /// <summary>Marks of another environment or installation are not written over.</summary>
    [Fact]
    public Task Marking_refuses_what_bears_other_marks() => CheckAsync(bench =>
    {
        IMarkingProvider marking = Require<IMarkingProvider>(bench.Provider, "cannot change marks");
        return RefuseAsync(bench, "Marking what bears other marks", (context, _, token) => marking.UpdateMarksAsync(context, token));
    });

    /// <summary>An expiry that was moved is read from the thing itself.</summary>
    [Fact]
    public Task Marks_that_were_updated_are_observed_and_listed() => CheckAsync(async bench =>
    {
        IMarkingProvider marking = Require<IMarkingProvider>(bench.Provider, "cannot change marks");
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        DateTimeOffset?[] expiries = [one.Marks.ExpiresAt!.Value.AddDays(2), null, one.Marks.ExpiresAt!.Value.AddMinutes(-30)];
        foreach (DateTimeOffset? expiry in expiries)
        {
            one.Marks = one.Marks with { ExpiresAt = expiry };
            await bench.CallAsync("Updating marks", token => marking.UpdateMarksAsync(one.Context(), token)).ConfigureAwait(false);
            await bench.OneAsync(one, "After its expiry was moved", bench.Another()).ConfigureAwait(false);
        }
    });

    /// <summary>An expiry may be moved while a component is not there.</summary>
    [Fact]
    public Task Updating_the_marks_of_what_is_absent_succeeds_and_makes_nothing() => CheckAsync(async bench =>
    {
        IMarkingProvider marking = Require<IMarkingProvider>(bench.Provider, "cannot change marks");
        Case one = bench.New();

        await bench.CallAsync("Updating the marks of what is absent", token => marking.UpdateMarksAsync(one.Context(), token)).ConfigureAwait(false);

        await bench.NoneAsync(one, "After updating the marks of what is absent").ConfigureAwait(false);
    });

    private async Task RefuseAsync(Bench bench, string what, Func<ComponentContext, Case, CancellationToken, ValueTask> call)
    {
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        Case other = bench.New();
        (string Which, OwnershipMarks Marks)[] impostors =
        [
            ("of another environment", one.Marks with { EnvironmentId = other.Marks.EnvironmentId }),
            ("of another installation", one.Marks with { Installation = "another-installation" }),
        ];
        foreach ((string which, OwnershipMarks marks) in impostors.Skip(IsFoundByName ? 0 : 1))
        {
            ComponentContext context = one.Context(marks);
            ComponentPresence presence = await bench.CallAsync("Observing what bears other marks", token => bench.Provider.ObserveAsync(context, token)).ConfigureAwait(false);
            Check.That(presence.Exists, $"What is there under the external name and bears the marks {which} is not observed.");
            Bench.SameMarks(one.Marks, presence.Marks, $"What is observed and bears the marks {which}");
            await bench.RefusedAsync($"{what} ({which})", token => call(context, one, token)).ConfigureAwait(false);
            await bench.OneAsync(one, $"After {char.ToLowerInvariant(what[0])}{what[1..]} ({which}) was refused").ConfigureAwait(false);
        }
    }
}
