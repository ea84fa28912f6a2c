using System.Diagnostics;
using System.Security.Cryptography;
using Lumina.Environments.Providers;
using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class ProviderConformance<TSpec>
{
    private const string SecretSetting = "API_KEY";

    /// <summary>Through a whole life, refused calls included, no secret is in a log line, an exception, a trace or a recorded resource.</summary>
    [Fact]
    public Task No_secret_is_in_what_the_provider_says() => CheckAsync(async bench =>
    {
        using ActivityListener listener = Listen();
        (Case one, PlantedSecrets secrets) = Plant(bench);
        await LiveAsync(bench, one, () => { }).ConfigureAwait(false);
        secrets.AreNotIn(Trace.Texts);
    });

    /// <summary>No secret is an argument of a process: everybody on the machine reads them.</summary>
    [Fact]
    public Task No_secret_is_in_a_command_line() => CheckAsync(async bench =>
    {
        if (!Directory.Exists("/proc"))
        {
            DoesNotApply("The command lines of processes cannot be read on this machine.");
        }

        (Case one, PlantedSecrets secrets) = Plant(bench);
        await WatchAsync(LiveAsync(bench, one, secrets.AreNotInCommandLines), TimeSpan.FromMilliseconds(5), () =>
        {
            secrets.AreNotInCommandLines();
            return Task.CompletedTask;
        }).ConfigureAwait(false);
    });

    /// <summary>No secret is in a file that others than its owner can read.</summary>
    [Fact]
    public Task No_secret_is_in_a_file_that_others_can_read() => CheckAsync(async bench =>
    {
        if (!ReadablePlaces.Any() || OperatingSystem.IsWindows())
        {
            DoesNotApply("The suite names no places in which the provider writes.");
        }

        (Case one, PlantedSecrets secrets) = Plant(bench);
        await LiveAsync(bench, one, () => secrets.AreNotInReadableFiles(ReadablePlaces)).ConfigureAwait(false);
        secrets.AreNotInReadableFiles(ReadablePlaces);
    });

    private (Case One, PlantedSecrets Secrets) Plant(Bench bench)
    {
        Dictionary<string, string> settings = TakesSettings ? new(StringComparer.Ordinal) { [SecretSetting] = RandomNumberGenerator.GetHexString(24) } : [];
        Case one = bench.New(settings: settings);
        IEnumerable<KeyValuePair<string, string>> planted = one.Credentials.Select(credential => KeyValuePair.Create(credential.Key, credential.Value.Reveal())).Concat(settings);
        KeyValuePair<string, string>[] all = [.. planted];
        if (all.Length == 0)
        {
            DoesNotApply("The component has neither credentials nor settings.");
        }

        return (one, new PlantedSecrets(all));
    }

    // Every call that the provider has, those that are refused too.
    private async Task LiveAsync(Bench bench, Case one, Action whileItIsThere)
    {
        await bench.ProvisionAsync(one).ConfigureAwait(false);
        whileItIsThere();
        await bench.ProvisionAsync(one, bench.Another()).ConfigureAwait(false);
        await bench.OneAsync(one, "With planted secrets").ConfigureAwait(false);
        // Where names are not looked up, another environment's is another thing, which would be made.
        OwnershipMarks others = IsFoundByName ? one.Marks with { EnvironmentId = bench.New().Marks.EnvironmentId } : one.Marks with { Installation = "another-installation" };
        await TryAsync(() => bench.CallAsync("Provisioning what bears other marks", token => bench.Provider.ProvisionAsync(one.Spec, one.Context(others), token))).ConfigureAwait(false);
        if (bench.Provider is IResettableProvider<TSpec> resettable)
        {
            await bench.CallAsync("Resetting", async token => { await resettable.ResetAsync(one.Spec, one.Context(), token).ConfigureAwait(false); }).ConfigureAwait(false);
        }

        if (bench.Provider is IStoppableProvider<TSpec> stoppable)
        {
            await bench.CallAsync("Stopping", token => stoppable.StopAsync(one.Context(), token)).ConfigureAwait(false);
            whileItIsThere();
            await bench.CallAsync("Starting", token => stoppable.StartAsync(one.Spec, one.Context(), token)).ConfigureAwait(false);
        }

        whileItIsThere();
        await bench.DestroyAsync(one).ConfigureAwait(false);
        if (bench.Provider is IStoppableProvider<TSpec> absent)
        {
            await TryAsync(() => bench.CallAsync("Starting what is absent", token => absent.StartAsync(one.Spec, one.Context(), token))).ConfigureAwait(false);
        }

        using CancellationTokenSource stop = new();
        await stop.CancelAsync().ConfigureAwait(false);
        await TryAsync(() => bench.ProvisionAsync(one, cancellationToken: stop.Token)).ConfigureAwait(false);
    }

    private static async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ProviderException or OperationCanceledException)
        {
            // Its text has been noted; whether it may fail is another rule's.
        }
    }

    private ActivityListener Listen()
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Trace.Note(
                $"a trace: {activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} {string.Join(' ', activity.Events.SelectMany(e => e.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
