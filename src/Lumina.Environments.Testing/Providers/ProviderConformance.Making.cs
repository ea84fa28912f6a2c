using Lumina.Environments.Providers;
using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class ProviderConformance<TSpec>
{
    /// <summary>The name is recorded, and which specs it takes and where they go depends on nothing else.</summary>
    [Fact]
    public Task The_name_and_the_placement_are_stable() => CheckAsync(bench =>
    {
        TSpec spec = CreateSpec("orders");
        IComponentProvider<TSpec> another = bench.Another();
        string name = bench.Provider.Name;
        Check.That(name.Length > 0 && !name.Any(c => char.IsUpper(c) || char.IsWhiteSpace(c)), $"The provider's name should be a word in lower case and is '{name}'.");
        Check.Equal(name, another.Name, "The name of another instance");
        Check.Equal(null, bench.Provider.WhyNot(spec), "Why the provider cannot take the suite's spec");
        Check.Sequence([], bench.Provider.FindObstacles(spec).Select(obstacle => obstacle.Problem), "What the provider declines of a spec that it takes");
        Check.Equal(bench.Provider.Place(spec).Location, another.Place(CreateSpec("orders")).Location, "The placement by another instance");
        return Task.CompletedTask;
    });

    /// <summary>The rule that all others build on: something is made, seen, listed and destroyed, and then nothing is left.</summary>
    [Fact]
    public Task What_is_made_is_observed_and_destroyed() => CheckAsync(async bench =>
    {
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        ComponentPresence presence = await bench.OneAsync(one, "After provisioning").ConfigureAwait(false);
        Check.That(presence.IsRunning, $"After provisioning, it should run and does not{Because(presence)}.");
        Check.Equal(null, bench.Provider is IChangeCheckProvider checking ? await checking.WhyNotChangeAsync(one.Context(), CancellationToken.None).ConfigureAwait(false) : null, "Why what was just made cannot be changed");

        await bench.DestroyAsync(one).ConfigureAwait(false);

        await bench.NoneAsync(one, "After destroying").ConfigureAwait(false);
    });

    /// <summary>What was never made is not observed and not listed.</summary>
    [Fact]
    public Task Observing_before_anything_was_made_finds_nothing() => CheckAsync(bench => bench.NoneAsync(bench.New(), "Before anything was made"));

    /// <summary>Carrying out a step twice finds what the first has made.</summary>
    [Fact]
    public Task Provisioning_twice_gives_the_same_and_makes_one_thing() => CheckAsync(async bench =>
    {
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        ComponentOutputs first = one.Outputs;
        string? data = await PutAsync(one, "kept").ConfigureAwait(false);

        Bench.SameOutputs(first, await bench.ProvisionAsync(one).ConfigureAwait(false), "After provisioning twice");

        await bench.OneAsync(one, "After provisioning twice").ConfigureAwait(false);
        await HoldsAsync(one, data, "After provisioning twice").ConfigureAwait(false);
    });

    /// <summary>Another process takes up what one has left, with nothing but the context.</summary>
    [Fact]
    public Task Another_instance_finds_adopts_and_destroys_what_one_has_made() => CheckAsync(async bench =>
    {
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        ComponentOutputs first = one.Outputs;
        string? data = await PutAsync(one, "kept").ConfigureAwait(false);
        IComponentProvider<TSpec> another = bench.Another();

        await bench.OneAsync(one, "By another instance", another).ConfigureAwait(false);
        Bench.SameOutputs(first, await bench.ProvisionAsync(one, another).ConfigureAwait(false), "Provisioned again by another instance");
        await bench.OneAsync(one, "After provisioning again by another instance").ConfigureAwait(false);
        await HoldsAsync(one, data, "After provisioning again by another instance").ConfigureAwait(false);
        one.Outputs = ComponentOutputs.Empty; // as after a kill that came before the outcome was written
        await bench.DestroyAsync(one, bench.Another()).ConfigureAwait(false);

        await bench.NoneAsync(one, "After destroying by another instance").ConfigureAwait(false);
    });

    /// <summary>Two environments share nothing that they would notice.</summary>
    [Fact]
    public Task Two_environments_have_one_each() => CheckAsync(async bench =>
    {
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        Case two = await bench.MakeAsync().ConfigureAwait(false);
        string? first = await PutAsync(one, "first").ConfigureAwait(false);
        string? second = await PutAsync(two, "second").ConfigureAwait(false);

        await HoldsAsync(one, first, "After the other was written to").ConfigureAwait(false);
        await bench.DestroyAsync(one).ConfigureAwait(false);

        await bench.NoneAsync(one, "After destroying").ConfigureAwait(false);
        await bench.OneAsync(two, "After destroying the other").ConfigureAwait(false);
        await HoldsAsync(two, second, "After destroying the other").ConfigureAwait(false);
    });

    /// <summary>What is missing is said by faults, before anything is made.</summary>
    [Fact]
    public Task Checking_what_the_machine_lacks_makes_nothing() => CheckAsync(async bench =>
    {
        IPrerequisiteProvider<TSpec> checking = Require<IPrerequisiteProvider<TSpec>>(bench.Provider, "needs nothing of the machine");
        Case one = bench.New();

        IReadOnlyList<SpecificationFault> faults = await bench.CallAsync("Checking prerequisites", token => checking.CheckPrerequisitesAsync(one.Spec, BaseDirectory, token)).ConfigureAwait(false);

        Check.That(faults.Count == 0, $"The suite's spec cannot be made here: {string.Join("; ", faults)}.");
        await bench.NoneAsync(one, "After checking prerequisites").ConfigureAwait(false);
    });

    /// <summary>A lost credential is an error like any other.</summary>
    [Fact]
    public Task Provisioning_without_its_credentials_is_refused_or_does_without() => CheckAsync(async bench =>
    {
        Case whole = NewCase();
        if (whole.Credentials.Count == 0)
        {
            DoesNotApply("The spec has no credentials.");
        }

        Case one = bench.Keep(new Case(this, whole.Spec, whole.Marks, whole.Context().Location) { Credentials = new Dictionary<string, Secret>() });
        try
        {
            await bench.ProvisionAsync(one).ConfigureAwait(false);
        }
        catch (ProviderException)
        {
            // That is how it is refused.
        }
    });

    private async Task<string?> PutAsync(Case one, string value) => await WriteAsync(one.Context(), value, CancellationToken.None).ConfigureAwait(false) ? value : null;

    private async Task HoldsAsync(Case one, string? value, string when)
    {
        if (value is not null)
        {
            Check.Equal(value, await ReadAsync(one.Context(), CancellationToken.None).ConfigureAwait(false), $"{when}, the value that was put into it");
        }
    }
}
