using Lumina.Environments.Providers;
using Xunit;

namespace Lumina.Environments.Testing;

// What a suite can tell beside the provider. Without it other rules see less, and these say so: each is skipped where its hook is not there.
public abstract partial class ProviderConformance<TSpec>
{
    /// <summary>What is on the platform is counted by other means than the provider: nothing half made and no copy stays unseen.</summary>
    [Fact]
    public Task What_is_counted_on_the_platform_is_what_was_made() => CheckAsync(async bench =>
    {
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        if (await CountAsync(one.Context(), CancellationToken.None).ConfigureAwait(false) is null)
        {
            DoesNotApply($"The suite has no {nameof(CountAsync)}: of what the provider itself does not see, no rule sees anything.");
        }

        await bench.CountAsync(one, 1, "After provisioning").ConfigureAwait(false);
        await bench.DestroyAsync(one).ConfigureAwait(false);

        await bench.CountAsync(one, 0, "After destroying").ConfigureAwait(false);
    });

    /// <summary>What a user has put into a component is there as long as nobody resets or destroys it.</summary>
    [Fact]
    public Task What_is_put_into_a_component_stays_in_it() => CheckAsync(async bench =>
    {
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        string? data = await PutAsync(one, "first").ConfigureAwait(false);
        RequireWritten(data);
        await HoldsAsync(one, data, "After it was put into it").ConfigureAwait(false);

        data = await PutAsync(one, "second").ConfigureAwait(false);
        await bench.ProvisionAsync(one, bench.Another()).ConfigureAwait(false);

        await HoldsAsync(one, data, "After it was put in place of another and it was provisioned again").ConfigureAwait(false);
    });

    /// <summary>Moving an expiry takes nothing back that a person has said on the platform.</summary>
    [Fact]
    public Task What_a_person_keeps_stays_kept_when_its_expiry_is_moved() => CheckAsync(async bench =>
    {
        IMarkingProvider marking = Require<IMarkingProvider>(bench.Provider, "cannot change marks");
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        if (!await KeepAsync(one.Context(), CancellationToken.None).ConfigureAwait(false))
        {
            DoesNotApply($"The suite has no {nameof(KeepAsync)} to set a person's mark with.");
        }

        OwnershipMarks marks = one.Marks with { ExpiresAt = one.Marks.ExpiresAt!.Value.AddDays(1) };
        one.Marks = marks with { IsKept = true };
        await bench.CallAsync("Updating marks", token => marking.UpdateMarksAsync(one.Context(marks), token)).ConfigureAwait(false);

        await bench.OneAsync(one, "After the expiry of what a person keeps was moved").ConfigureAwait(false);
    });

    private static void RequireWritten([System.Diagnostics.CodeAnalysis.NotNull] string? data)
    {
        if (data is null)
        {
            DoesNotApply($"The suite has no {nameof(WriteAsync)}: whether a component keeps or loses what is in it, no rule sees.");
        }
    }
}
