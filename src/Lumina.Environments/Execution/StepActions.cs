using System.Diagnostics;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>What each action asks of a provider, in one attempt.</summary>
internal sealed class StepActions(ComponentContexts contexts, ReadinessGate readiness, OwnershipGuard guard)
{
    public async ValueTask<ComponentOutputs> RunAsync(StepAttempts attempts, CancellationToken cancellationToken)
    {
        // It may be that its time was over before it had a thread.
        cancellationToken.ThrowIfCancellationRequested();
        ComponentContext context = contexts.Create(attempts);
        ProviderBinding binding = attempts.Binding;
        switch (attempts.Step.Action)
        {
            case StepAction.Provision:
                ComponentOutputs made = await binding.ProvisionAsync(attempts.Spec!, context, cancellationToken).ConfigureAwait(false);
                return await WaitUntilReadyAsync(attempts, context, ServiceOutputs.Complete(attempts.Spec!, made), cancellationToken).ConfigureAwait(false);
            case StepAction.Start:
                ComponentOutputs started = await binding.StartAsync(attempts.Spec!, context, cancellationToken).ConfigureAwait(false);
                return await WaitUntilReadyAsync(attempts, context, ServiceOutputs.Complete(attempts.Spec!, started), cancellationToken).ConfigureAwait(false);
            case StepAction.Stop:
                await binding.StopAsync(context, cancellationToken).ConfigureAwait(false);
                return ComponentOutputs.Empty;
            case StepAction.Reset:
                attempts.Reset = await binding.ResetAsync(attempts.Spec!, context, cancellationToken).ConfigureAwait(false);
                return ComponentOutputs.Empty;
            case StepAction.Scale:
                ComponentOutputs scaled = await binding.ScaleAsync(attempts.Spec!, context, cancellationToken).ConfigureAwait(false);
                return await WaitUntilReadyAsync(attempts, context, ServiceOutputs.Complete(attempts.Spec!, scaled), cancellationToken).ConfigureAwait(false);
            case StepAction.Destroy:
                await guard.DestroyAsync(binding.Provider, context, cancellationToken).ConfigureAwait(false);
                return ComponentOutputs.Empty;
            default:
                throw new UnreachableException($"{attempts.Step.Action} asks for nothing.");
        }
    }

    private async ValueTask<ComponentOutputs> WaitUntilReadyAsync(StepAttempts attempts, ComponentContext context, ComponentOutputs outputs, CancellationToken cancellationToken)
    {
        SecretRedactor redactor = attempts.Operation.Session.Redactor;
        foreach (ComponentOutput output in outputs)
        {
            redactor.Add(output.Secret?.TryReveal());
        }

        // What holds a secret is one, whatever its provider says: it would be in the journal, and in whatever reads that.
        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i] is { Value: { } value } plain && redactor.Holds(value))
            {
                outputs = new ComponentOutputs(outputs.Select(output => output == plain ? output with { Value = null, Secret = new Secret(value) } : output));
            }
        }

        if (attempts.Spec!.HealthCheck is null && attempts.Binding.Provider is IReadyProvider provider && provider.IsReady(context))
        {
            return outputs;
        }

        Func<CancellationToken, Task<ComponentExit>>? exit = attempts.Binding.Provider is IExitProvider watching ? token => watching.WaitForExitAsync(context, token) : null;
        Func<string, CancellationToken, ValueTask<bool>>? hasWritten = attempts.Binding.Provider is ILogLineProvider lines ? (text, token) => lines.HasWrittenAsync(context, text, token) : null;
        Func<CancellationToken, ValueTask<ComponentPresence>>? observe = attempts.Binding.Name == ExternalProvider.ProviderName ? null : token => attempts.Binding.Provider.ObserveRequiredAsync(Alone(attempts), token);
        await readiness.WaitUntilReadyAsync(attempts.Spec, outputs, exit, hasWritten, observe, cancellationToken).ConfigureAwait(false);
        return outputs;
    }

    // Nobody else looks at the same time: who makes components together must not wait for the others' looks.
    private ComponentContext Alone(StepAttempts attempts) => contexts.Create(attempts.Operation.Session, attempts.Operation.Snapshot.Find(attempts.Step.Component)!);
}
