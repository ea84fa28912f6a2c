using Lumina.Environments.Providers;
using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class ProviderConformance<TSpec>
{
    /// <summary>Many environments are made and destroyed at once and do not disturb each other.</summary>
    [Fact]
    public Task Many_environments_are_made_and_destroyed_at_once() => CheckAsync(async bench =>
    {
        Case[] cases = [.. Enumerable.Range(0, Concurrency).Select(_ => bench.New())];

        await Task.WhenAll(cases.Select(one => bench.ProvisionAsync(one, bench.Another()))).ConfigureAwait(false);
        foreach (Case one in cases)
        {
            await bench.OneAsync(one, $"After {Concurrency} were made at once").ConfigureAwait(false);
            await HoldsAsync(one, await PutAsync(one, one.ExternalName).ConfigureAwait(false), $"After {Concurrency} were made at once").ConfigureAwait(false);
        }

        await Task.WhenAll(cases.Select(one => bench.DestroyAsync(one, bench.Another()))).ConfigureAwait(false);
        foreach (Case one in cases)
        {
            await bench.NoneAsync(one, $"After {Concurrency} were destroyed at once").ConfigureAwait(false);
        }
    });

    /// <summary>Many calls for one component at once make one thing; those that give way say that trying again may help.</summary>
    [Fact]
    public Task Many_calls_at_once_for_one_component_make_one_thing() => CheckAsync(async bench =>
    {
        Case one = bench.New();
        ComponentOutputs?[] made = await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            try
            {
                return await bench.CallAsync("Provisioning one component many times at once", token => bench.Another().ProvisionAsync(one.Spec, one.Context(), token)).ConfigureAwait(false);
            }
            catch (ProviderException exception) when (exception.IsTransient)
            {
                return null;
            }
        })).ConfigureAwait(false);

        ComponentOutputs[] given = [.. made.OfType<ComponentOutputs>()];
        Check.That(given.Length > 0, $"Of {Concurrency} calls at once for one component none succeeded.");
        one.Outputs = given[0];
        await bench.OneAsync(one, $"After {Concurrency} calls at once").ConfigureAwait(false);
        foreach (ComponentOutputs outputs in given)
        {
            Bench.SameOutputs(given[0], outputs, "Made by calls at once");
        }

        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            try
            {
                await bench.DestroyAsync(one, bench.Another()).ConfigureAwait(false);
            }
            catch (ProviderException exception) when (exception.IsTransient)
            {
                // Another was quicker.
            }
        })).ConfigureAwait(false);
        await bench.DestroyAsync(one).ConfigureAwait(false);
        await bench.NoneAsync(one, $"After {Concurrency} calls to destroy it at once").ConfigureAwait(false);
    });
}
