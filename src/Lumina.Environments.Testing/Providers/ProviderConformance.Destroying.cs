using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class ProviderConformance<TSpec>
{
    /// <summary>Nothing to destroy is no error.</summary>
    [Fact]
    public Task Destroying_what_never_was_succeeds() => CheckAsync(async bench =>
    {
        Case one = bench.New();

        await bench.DestroyAsync(one).ConfigureAwait(false);

        await bench.NoneAsync(one, "After destroying what never was").ConfigureAwait(false);
    });

    /// <summary>Destroying again is no error, and afterwards nothing is seen.</summary>
    [Fact]
    public Task Destroying_twice_succeeds_and_leaves_nothing() => CheckAsync(async bench =>
    {
        Case one = await bench.MakeAsync().ConfigureAwait(false);

        await bench.DestroyAsync(one).ConfigureAwait(false);
        await bench.NoneAsync(one, "After destroying").ConfigureAwait(false);
        await bench.DestroyAsync(one).ConfigureAwait(false);

        await bench.NoneAsync(one, "After destroying twice").ConfigureAwait(false);
    });

    /// <summary>An environment whose component was destroyed can have it made again, new.</summary>
    [Fact]
    public Task What_was_destroyed_can_be_made_again_and_is_new() => CheckAsync(async bench =>
    {
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        string? data = await PutAsync(one, "old").ConfigureAwait(false);
        await bench.DestroyAsync(one).ConfigureAwait(false);

        await bench.ProvisionAsync(one).ConfigureAwait(false);

        await bench.OneAsync(one, "After it was made again").ConfigureAwait(false);
        RequireWritten(data);
        Check.That(await ReadAsync(one.Context(), CancellationToken.None).ConfigureAwait(false) is null, "After it was destroyed and made again, it still holds what was put into it before.");
    });
}
