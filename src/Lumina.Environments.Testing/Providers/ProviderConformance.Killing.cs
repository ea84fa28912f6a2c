using System.Globalization;
using System.Text.Json;
using Lumina.Environments.Providers;
using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class ProviderConformance<TSpec>
{
    private const string Provision = "provision";
    private const string Destroy = "destroy";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>Wherever the process dies that provisions, provisioning again leaves exactly one, and destroying none. Where things end with their process, nothing is left.</summary>
    [Fact]
    public Task Provisioning_whose_process_is_killed_at_any_moment_can_be_finished_or_destroyed() => CheckAsync(async bench =>
    {
        bool outlives = RequireKillable(bench);
        Case whole = bench.New();
        (int moments, TimeSpan duration) = await RunChildAsync(Provision, whole).ConfigureAwait(false);
        await AfterItsProcessAsync(bench, whole, outlives, destroyAlone: false, "After the process ended that made it", mustExist: true).ConfigureAwait(false);

        int attempt = 0;
        foreach ((int? moment, TimeSpan? delay) in Moments(bench, moments, duration))
        {
            Case one = bench.New();
            await KillChildAsync(Provision, one, moment, delay).ConfigureAwait(false);
            string when = $"After its process was killed {(moment is null ? $"{delay!.Value.TotalMilliseconds:0} ms after it began" : $"at moment {moment} of {moments}")}";
            await AfterItsProcessAsync(bench, one, outlives, destroyAlone: ++attempt % 2 == 0, when, mustExist: false).ConfigureAwait(false);
        }
    });

    /// <summary>Wherever the process dies that destroys, destroying again leaves nothing.</summary>
    [Fact]
    public Task Destroying_whose_process_is_killed_at_any_moment_can_be_finished() => CheckAsync(async bench =>
    {
        if (!RequireKillable(bench))
        {
            DoesNotApply("What the provider makes ends with its process.");
        }

        Case whole = await bench.MakeAsync().ConfigureAwait(false);
        (int moments, TimeSpan duration) = await RunChildAsync(Destroy, whole).ConfigureAwait(false);
        await bench.NoneAsync(whole, "After another process destroyed it").ConfigureAwait(false);

        foreach ((int? moment, TimeSpan? delay) in Moments(bench, moments, duration))
        {
            Case one = await bench.MakeAsync().ConfigureAwait(false);
            await KillChildAsync(Destroy, one, moment, delay).ConfigureAwait(false);
            await bench.DestroyAsync(one).ConfigureAwait(false);
            await bench.NoneAsync(one, "After destroying what a killed process was destroying").ConfigureAwait(false);
        }
    });

    internal override async Task ObeyAsync(ChildOrder order, Func<string, Task> say)
    {
        OwnershipMarks marks = OwnershipMarks.FromDictionary(Read(order, "marks"))!;
        TSpec spec = CreateSpec(marks.Component.Name);
        IComponentProvider<TSpec> provider = CreateProvider();
        Case one = new(this, spec, marks, Locate(spec))
        {
            Credentials = Read(order, "credentials").ToDictionary(credential => credential.Key, credential => new Secret(credential.Value), StringComparer.Ordinal),
            Settings = Read(order, "settings"),
        };
        if (order.Action == Provision)
        {
            await provider.ProvisionAsync(spec, one.Context(), CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            await provider.DestroyAsync(one.Context(), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static Dictionary<string, string> Read(ChildOrder order, string argument) => JsonSerializer.Deserialize<Dictionary<string, string>>(order.Arguments[argument])!;

    private ChildOrder Order(string action, Case one, int? killAt = null) => new(
        GetType().AssemblyQualifiedName!,
        Platform,
        action,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["marks"] = JsonSerializer.Serialize(one.Marks.ToDictionary()),
            ["credentials"] = JsonSerializer.Serialize(one.Credentials.ToDictionary(credential => credential.Key, credential => credential.Value.Reveal(), StringComparer.Ordinal)),
            ["settings"] = JsonSerializer.Serialize(one.Settings),
        },
        killAt);

    // Whether what is made outlives its process.
    private bool RequireKillable(Bench bench)
    {
        Case one = NewCase();
        bool outlives = bench.Provider.Place(one.Spec).OutlivesProcess;
        if (ChildProcess.WhyNot(GetType()) is { } reason)
        {
            DoesNotApply(reason);
        }

        return outlives;
    }

    private async Task<(int Moments, TimeSpan Duration)> RunChildAsync(string action, Case one)
    {
        using ChildProcess child = await ChildProcess.StartAsync(GetType(), Order(action, one)).ConfigureAwait(false);
        long started = TimeProvider.System.GetTimestamp();
        await child.EndAsync(Patience).ConfigureAwait(false);
        TimeSpan duration = TimeProvider.System.GetElapsedTime(started);
        return child.Moments is { } moments
            ? (moments, duration)
            : throw new ConformanceException($"A child process that was to {action} ended before it was done.");
    }

    private async Task KillChildAsync(string action, Case one, int? moment, TimeSpan? delay)
    {
        using ChildProcess child = await ChildProcess.StartAsync(GetType(), Order(action, one, moment)).ConfigureAwait(false);
        if (delay is { } time)
        {
            await Task.Delay(time, TimeProvider.System).ConfigureAwait(false);
            child.Kill();
        }

        await child.EndAsync(Patience).ConfigureAwait(false);
    }

    private async Task AfterItsProcessAsync(Bench bench, Case one, bool outlives, bool destroyAlone, string when, bool mustExist)
    {
        if (!outlives)
        {
            await GoneAsync(bench, one, when).ConfigureAwait(false);
            return;
        }

        if (mustExist)
        {
            await bench.OneAsync(one, when).ConfigureAwait(false);
        }

        if (!destroyAlone)
        {
            await bench.ProvisionAsync(one).ConfigureAwait(false);
            await bench.OneAsync(one, $"{when} and it was provisioned again").ConfigureAwait(false);
        }

        await bench.DestroyAsync(one, bench.Another()).ConfigureAwait(false);
        await bench.NoneAsync(one, $"{when} and it was destroyed").ConfigureAwait(false);
    }

    // Whoever cleans up after a process that was killed needs a moment.
    private async Task GoneAsync(Bench bench, Case one, string when)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            int? counted = await CountAsync(one.Context(), CancellationToken.None).ConfigureAwait(false);
            int left = counted ?? (await bench.ListAsync(one, new ListScope(), bench.Another()).ConfigureAwait(false)).Count;
            if (left == 0)
            {
                if (counted is null)
                {
                    DoesNotApply($"What the provider makes ends with its process, by its word; another instance lists none of it, and the suite has no {nameof(CountAsync)} to see it by.");
                }

                return;
            }

            TimeSpan waited = TimeProvider.System.GetElapsedTime(started);
            Check.That(waited < Patience, string.Create(CultureInfo.InvariantCulture, $"{when}, {left} things are left on the platform after {waited.TotalSeconds:0} s, and the provider says that they end with their process ({nameof(ComponentPlacement)}.{nameof(ComponentPlacement.OutlivesProcess)} is false)."));
            await Task.Delay(LookAgain, TimeProvider.System).ConfigureAwait(false);
        }
    }
}
