using System.Collections.Immutable;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Has every platform that can work out what it would make of a spec. Nothing is made, and no journal begins.</summary>
internal sealed class PlatformPreview(Planner planner, PlanningContexts contexts, EnvironmentSessions sessions, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    /// <exception cref="InvalidEnvironmentSpecException">A platform would refuse a component, or does not answer.</exception>
    public async Task<EnvironmentPreview> PreviewAsync(PreparedEnvironment prepared, CancellationToken cancellationToken)
    {
        EnvironmentId id = sessions.NextId();
        DraftComponent[] asked = [.. prepared.Components.Where(component => component.Binding is { CanPreview: true })];
        List<SpecificationFault> faults = [];
        IReadOnlyList<PlannedResource>[] found = await Task.WhenAll(
            asked.Select(component => TryAsync(component, contexts.Create(prepared, component, id, Together(component, asked)), faults, cancellationToken))).ConfigureAwait(false);
        if (faults.Count > 0)
        {
            throw new InvalidEnvironmentSpecException(prepared.Spec.Name, [.. faults.OrderBy(fault => fault.Path, StringComparer.Ordinal)]);
        }

        DraftComponent[] others = [.. prepared.Components.Except(asked)];
        (IReadOnlyList<PlannedResource> resources, CostEstimate cost) = planner.Price(found.SelectMany(resources => resources), others);
        return new EnvironmentPreview(planner.WithCost(prepared), resources, cost) { NotPreviewed = others.ToDictionary(component => component.Name, WhyNot) };
    }

    private async Task<IReadOnlyList<PlannedResource>> TryAsync(DraftComponent component, ComponentContext context, List<SpecificationFault> faults, CancellationToken cancellationToken)
    {
        ProviderBinding binding = component.Binding!;
        ITimeLimitProvider? limits = binding.Provider as ITimeLimitProvider;
        TimeSpan timeout = component.Spec.StepTimeout ?? limits?.StepTimeout ?? options.Value.StepTimeout;
        using CancellationTokenSource bound = new(timeout, timeProvider);
        using CancellationTokenSource told = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return await Task.Run(() => binding.PreviewAsync(component.Spec, context, told.Token).AsTask(), CancellationToken.None)
                .WaitAsync(timeout + (limits?.CancellationGrace ?? options.Value.CancellationGrace), timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested)
        {
            // Whatever a program says that was told to stop.
            throw exception as OperationCanceledException ?? new OperationCanceledException("The preview was cancelled.", exception, cancellationToken);
        }
        catch (Exception exception)
        {
            string reason = exception is TimeoutException or OperationCanceledException ? $"its provider '{binding.Name}' did not answer within {timeout}" : exception.Message;
            lock (faults)
            {
                faults.Add(new SpecificationFault(component.Path, $"{component.Name} cannot be previewed: {reason.TrimEnd('.')}.", "Nothing was made: the platform was asked what it would make."));
            }

            return [];
        }
    }

    private static ImmutableArray<ComponentName> Together(DraftComponent component, DraftComponent[] asked) => component.Binding!.Provider is IBatchProvider { Batch: { } batch }
        ? [.. asked.Where(other => (other.Binding!.Provider as IBatchProvider)?.Batch == batch).Select(other => other.Name)]
        : [];

    private static string WhyNot(DraftComponent component) =>
        component.Binding!.Name == ExternalProvider.ProviderName ? "somebody else made it" : $"its provider '{component.Binding.Name}' tells no more than the plan";
}
