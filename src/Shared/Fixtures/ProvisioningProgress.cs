using System.Globalization;

namespace Lumina.Environments.Fixtures;

/// <summary>Says in lines what becomes of the components.</summary>
internal sealed class ProvisioningProgress(Action<string> write) : IObserver<EnvironmentEvent>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _name = "environment";

    /// <summary>The environment that is being made; null before its first event.</summary>
    public EnvironmentId? EnvironmentId { get; private set; }

    public void OnNext(EnvironmentEvent value)
    {
        if (value is ProvisioningStarted started)
        {
            (_name, EnvironmentId) = (started.Spec.Name, started.EnvironmentId);
        }

        if (Describe(value) is { } text)
        {
            write($"{_name}: {text}");
        }

        if (value is ProvisioningSucceeded or ProvisioningFailed)
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Waits until all of provisioning is told, for a second at most: events come a little later than what they tell of.</summary>
    public async Task CatchUpAsync()
    {
        try
        {
            await _ended.Task.WaitAsync(Patience, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Lines that are missing harm nobody.
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static string? Describe(EnvironmentEvent value) => value switch
    {
        ProvisioningStarted started => $"making {started.Components.Length} components",
        StepIntended { Action: StepAction.Provision } intended => $"{intended.Component} is being made",
        AttemptFailed attempt => $"{attempt.Component}: attempt {attempt.Attempt} failed: {attempt.Error}",
        ComponentProvisioned made => string.Create(CultureInfo.InvariantCulture, $"{made.Component} is ready after {made.Elapsed.TotalSeconds:0.0} s"),
        StepFailed failed => $"{failed.Component} failed: {failed.Error}",
        ComponentDestroyed destroyed => $"{destroyed.Component} is taken away",
        ProvisioningSucceeded succeeded => string.Create(CultureInfo.InvariantCulture, $"ready after {succeeded.Elapsed.TotalSeconds:0.0} s"),
        ProvisioningFailed failed => $"failed: {failed.Error}",
        _ => null,
    };
}
