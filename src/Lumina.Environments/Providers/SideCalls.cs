namespace Lumina.Environments.Providers;

/// <summary>Calls to providers beside the steps of a plan. They run on the pool, since a provider may block, and are bounded by the component's time limit: one that takes longer is told to stop and left behind.</summary>
/// <param name="stepTimeout">How long one may take where nobody says otherwise.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class SideCalls(TimeSpan stepTimeout, TimeProvider timeProvider)
{
    /// <param name="provider">Who is called.</param>
    /// <param name="spec">The component's spec, which may set a time limit; null where it is not known.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the waiting, and tells the call to stop.</param>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public Task<T> RunAsync<T>(IComponentProvider provider, ComponentSpec? spec, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        RunAsync($"its provider '{provider.Name}'", spec?.StepTimeout ?? (provider as ITimeLimitProvider)?.StepTimeout ?? stepTimeout, call, cancellationToken);

    /// <inheritdoc cref="RunAsync{T}(IComponentProvider, ComponentSpec?, Func{CancellationToken, ValueTask{T}}, CancellationToken)"/>
    public Task RunAsync(IComponentProvider provider, ComponentSpec? spec, Func<CancellationToken, Task> call, CancellationToken cancellationToken) =>
        RunAsync(provider, spec, Valued(call), cancellationToken);

    /// <summary>The same for what is no component's.</summary>
    /// <param name="platform">Who is called.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the waiting, and tells the call to stop.</param>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public Task RunAsync(IHostResourceProvider platform, Func<CancellationToken, Task> call, CancellationToken cancellationToken) =>
        RunAsync($"'{platform.Name}'", stepTimeout, Valued(call), cancellationToken);

    private static Func<CancellationToken, ValueTask<bool>> Valued(Func<CancellationToken, Task> call) => async token =>
    {
        await call(token).ConfigureAwait(false);
        return true;
    };

    private async Task<T> RunAsync<T>(string who, TimeSpan timeout, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        CancellationTokenSource told = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<T> running = Task.Run(() => call(told.Token).AsTask(), CancellationToken.None);
        try
        {
            return await running.WaitAsync(timeout, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception) when (!running.IsCompleted)
        {
            _ = told.CancelAsync();
            throw new TimeoutException($"{who} did not answer within {timeout}", exception);
        }
        finally
        {
            if (running.IsCompleted)
            {
                told.Dispose();
            }
        }
    }
}
