using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing;

/// <summary>What every provider holds to. A provider's author derives from it in one class, which says how to make the provider and a spec; what else it says lets more rules apply.</summary>
/// <remarks>
/// <para>Each rule makes components of environments of its own under the installation <c>conformance</c> and destroys them, so that the platform need not be empty. Rules about what only some
/// providers can do (<see cref="IStoppableProvider{TSpec}"/>, <see cref="IResettableProvider{TSpec}"/>, <see cref="ILogProvider"/>, <see cref="IExitProvider"/>, <see cref="IMarkingProvider"/>, <see cref="IRentalProvider"/>) are skipped for the others.</para>
/// <para>Rules about kills start the class in a child process and kill it there: for them it needs a constructor without parameters, and <see cref="ConformanceSuite.Platform"/>
/// where the process has to be told where the platform is.</para>
/// </remarks>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public abstract partial class ProviderConformance<TSpec> : ConformanceSuite
    where TSpec : ComponentSpec
{
    private static readonly IReadOnlyDictionary<ComponentName, ComponentOutputs> NoDependencies = new Dictionary<ComponentName, ComponentOutputs>();

    /// <summary>Where relative paths of the spec resolve from. Default: the current directory.</summary>
    protected virtual string BaseDirectory => ".";

    /// <summary>The outputs of the components that the spec depends on. Default: none.</summary>
    protected virtual IReadOnlyDictionary<ComponentName, ComponentOutputs> Dependencies => NoDependencies;

    /// <summary>Whether components take settings, so that rules give them some. Default: those of a <see cref="ServiceSpec"/> do.</summary>
    protected virtual bool TakesSettings => typeof(ServiceSpec).IsAssignableFrom(typeof(TSpec));

    /// <summary>Whether making and marking are two calls on the platform, so that a component may be seen without marks while it is made. Default: no.</summary>
    protected virtual bool MarksFollow => false;

    /// <summary>Whether the provider looks a component up by its external name, so that it may meet another environment's under it. Default: yes; not where it goes by the environment alone.</summary>
    protected virtual bool IsFoundByName => true;

    /// <summary>How many components are made at once. Default: 20.</summary>
    protected virtual int Concurrency => 20;

    /// <summary>Files and folders in which the provider or its platform writes: no secret may be in one of them that others than their owner can read. Default: none.</summary>
    protected virtual IEnumerable<string> ReadablePlaces => [];

    /// <summary>Makes the provider. Each one works on the same platform, as one in another process would.</summary>
    protected abstract IComponentProvider<TSpec> CreateProvider();

    /// <summary>Makes a spec that the provider can take; the same for the same name.</summary>
    /// <param name="name">The component's name; not used where an environment has only one of the kind.</param>
    protected abstract TSpec CreateSpec(string name);

    /// <summary>Where a component goes. Default: where <see cref="IComponentProvider{TSpec}.Place"/> says; a suite of an <see cref="ILocatingProvider"/> says what that provider is told by its platform.</summary>
    protected virtual ComponentLocation Locate(TSpec spec) => CreateProvider().Place(spec).Location;

    /// <summary>Counts what is on the platform for a component by other means than the provider, half-made things and copies included; null where that cannot be told (the default).</summary>
    /// <param name="context">The component, with its outputs as far as it has any.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    protected virtual ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult<int?>(null);

    /// <summary>Puts a value into a component as its user would, in place of one that is there.</summary>
    /// <returns>Whether it holds any; false unless this is overridden.</returns>
    protected virtual ValueTask<bool> WriteAsync(ComponentContext context, string value, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <summary>Reads the value that was put into a component; null where there is none.</summary>
    protected virtual ValueTask<string?> ReadAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <summary>Reads a setting as the running component sees it; null where that cannot be told (the default).</summary>
    protected virtual ValueTask<string?> ReadSettingAsync(ComponentContext context, string name, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <summary>Sets the mark <see cref="OwnershipMarks.KeepMark"/> on a component, as a person would.</summary>
    /// <returns>Whether it was set; false unless this is overridden.</returns>
    protected virtual ValueTask<bool> KeepAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    private protected override string FirstRule => nameof(What_is_made_is_observed_and_destroyed);

    private Task CheckAsync(Func<Bench, Task> rule, [CallerMemberName] string name = "") => CheckAsync(() => CheckOnBenchAsync(rule), name);

    // Each rule has a bench of its own, on which nothing is left.
    private async Task CheckOnBenchAsync(Func<Bench, Task> rule)
    {
        Bench bench = new(this);
        try
        {
            await rule(bench).ConfigureAwait(false);
        }
        catch (RuleNotApplicableException)
        {
            await bench.ClearAsync().ConfigureAwait(false);
            throw;
        }
        catch (Exception exception)
        {
            Clock.Return();
            await bench.AbandonAsync().ConfigureAwait(false);
            if (exception is ProviderException refused)
            {
                throw new ConformanceException($"{bench.LastFailed} should succeed and failed: {refused.Message}", refused);
            }

            throw;
        }

        await bench.ClearAsync().ConfigureAwait(false);
    }

    // Looks again and again while a call is under way, and leaves none under way: what is cleared afterwards must not be made meanwhile.
    private static async Task WatchAsync(Task call, TimeSpan pause, Func<Task> look)
    {
        try
        {
            while (!call.IsCompleted)
            {
                await look().ConfigureAwait(false);
                await Task.WhenAny(call, Task.Delay(pause, TimeProvider.System)).ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAny(call).ConfigureAwait(false);
        }

        await call.ConfigureAwait(false);
    }

    private static string Because(ComponentPresence presence) => presence.Detail is null ? "" : $": {presence.Detail}";

    private static T Require<T>(IComponentProvider provider, string what)
        where T : class
    {
        return provider as T ?? throw new RuleNotApplicableException($"The provider {what}: it is no {typeof(T).Name.Split('`')[0]}.");
    }
}
