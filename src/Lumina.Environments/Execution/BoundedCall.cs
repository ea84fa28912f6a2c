using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Bounds one call to a provider: by its timeout, and by a grace once it was told to stop. A call that outlives both leaves its component in doubt.</summary>
internal sealed class BoundedCall(StepActions actions, IProcessInspector processes, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    public async Task<ComponentOutputs> RunAsync(StepAttempts attempts, CancellationToken cancellationToken)
    {
        TimeSpan timeout = TimeoutOf(attempts);
        TimeSpan grace = (attempts.Binding.Provider as ITimeLimitProvider)?.CancellationGrace ?? options.Value.CancellationGrace;
        await AwaitOutlivingAsync(attempts, timeout, cancellationToken).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
        {
            throw new StepException("it was cancelled before it began", cause: null) { WasCancelled = true };
        }

        // Cancelled on the pool: the provider's callbacks may block or throw, and neither may reach who waits here.
        CancellationTokenSource told = new();
        Task<ComponentOutputs> call = CallAsync(attempts, told.Token);
        try
        {
            return await AwaitAsync(call, told, timeout, grace, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not StepException)
        {
            // What failed before it was told to stop failed by itself, however soon after something else: components that are made together fail together.
            // So did what reports a failure and no cancellation: it was on its way when it was told.
            bool timedOut = told.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
            bool cancelled = cancellationToken.IsCancellationRequested && (exception is OperationCanceledException || (told.IsCancellationRequested && (exception is not ProviderException || IsCancellation(exception))));
            throw Describe(attempts, call, exception, timedOut, cancelled, timeout);
        }
        finally
        {
            if (call.IsCompleted)
            {
                told.Dispose();
            }
        }
    }

    /// <summary>What a spec says is how long making it may take: whoever wants a fast start does not mean that its end is cut short.</summary>
    private TimeSpan TimeoutOf(StepAttempts attempts)
    {
        TimeSpan usual = (attempts.Binding.Provider as ITimeLimitProvider)?.StepTimeout ?? options.Value.StepTimeout;
        return attempts.Spec?.StepTimeout is not { } given ? usual
            : attempts.Step.Action is StepAction.Stop or StepAction.Destroy && given < usual ? usual
            : given;
    }

    private async Task<ComponentOutputs> CallAsync(StepAttempts attempts, CancellationToken cancellationToken)
    {
        // On the pool: a provider that blocks must not serialize the graph, nor keep its own timeout from being noticed.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return await actions.RunAsync(attempts, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ComponentOutputs> AwaitAsync(Task<ComponentOutputs> call, CancellationTokenSource told, TimeSpan timeout, TimeSpan grace, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await call.WaitAsync(timeout, timeProvider, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!call.IsCompleted && processes.IsDebugged)
            {
                // A breakpoint must not cost the component that is being looked at: its time begins anew.
            }
            catch (Exception exception) when (!call.IsCompleted && exception is TimeoutException or OperationCanceledException)
            {
                _ = told.CancelAsync();
                return await AwaitWithGraceAsync(call, grace).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
            {
                // Its own, or it returned in the moment in which its time ended.
                return await call.ConfigureAwait(false);
            }
        }
    }

    private async Task<ComponentOutputs> AwaitWithGraceAsync(Task<ComponentOutputs> call, TimeSpan grace)
    {
        try
        {
            return await call.WaitAsync(grace, timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException) when (call.IsCompleted)
        {
            // It returned in the moment in which the grace ended.
            return await call.ConfigureAwait(false);
        }
    }

    private static bool IsCancellation(Exception? exception) => exception is not null && (exception is OperationCanceledException || IsCancellation(exception.InnerException));

    private static StepException Describe(StepAttempts attempts, Task<ComponentOutputs> call, Exception exception, bool timedOut, bool cancelled, TimeSpan timeout)
    {
        if (!call.IsCompleted)
        {
            attempts.Operation.Session.Outliving[attempts.Step.Component] = call;
            string why = timedOut ? $"it took longer than its timeout of {timeout}" : "it was cancelled";
            return new StepException($"{why} and provider '{attempts.Step.Provider}' has not returned from the call since; what it made is in doubt", exception)
            {
                InDoubt = true,
                TimedOut = timedOut,
                WasCancelled = cancelled,
            };
        }

        if (exception is OperationCanceledException or ComponentNotReadyException { WasInterrupted: true } && (timedOut || cancelled))
        {
            return new StepException(timedOut ? $"it took longer than its timeout of {timeout}" : "it was cancelled", exception) { TimedOut = timedOut, WasCancelled = cancelled };
        }

        // What a provider did not put into words of its own says little without its type.
        string message = exception is ProviderException or ComponentNotReadyException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
        return new StepException(message, exception) { IsTransient = exception is ProviderException { IsTransient: true }, LeftAsBefore = exception is ProviderException { LeftAsBefore: true }, WasCancelled = cancelled };
    }

    // Nothing is asked of a platform about a component while an earlier call on it may still be at work.
    private async Task AwaitOutlivingAsync(StepAttempts attempts, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!attempts.Operation.Session.Outliving.TryGetValue(attempts.Step.Component, out Task? earlier))
        {
            return;
        }

        try
        {
            await earlier.WaitAsync(timeout, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception) when (!earlier.IsCompleted)
        {
            throw new StepException($"an earlier call to provider '{attempts.Step.Provider}' has not returned within {timeout}", exception) { InDoubt = true, TimedOut = true };
        }
        catch (OperationCanceledException exception) when (!earlier.IsCompleted)
        {
            throw new StepException("it was cancelled while an earlier call to its provider had not returned", exception) { InDoubt = true, WasCancelled = true };
        }
        catch (Exception) when (earlier.IsCompleted)
        {
            // How the earlier call ended does not matter any more; that it has ended does.
        }

        attempts.Operation.Session.Outliving.TryRemove(attempts.Step.Component, out _);
    }
}
