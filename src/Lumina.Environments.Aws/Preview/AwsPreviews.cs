using System.Collections.Concurrent;
using System.Runtime.Versioning;
using System.Text.Json;
using Lumina.Environments.Batches;
using Lumina.Environments.Folders;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>What terraform would make of environments that nobody makes: one plan for all components of one, in a directory that is gone afterwards.</summary>
/// <param name="services">What it works with.</param>
[SupportedOSPlatform("linux")]
internal sealed class AwsPreviews(AwsStackServices services)
{
    private readonly ConcurrentDictionary<EnvironmentId, BatchGate<AwsPart, IReadOnlyList<PlannedResource>>> _gates = new();

    /// <summary>Plans a component, together with those that are planned at once with it.</summary>
    public Task<IReadOnlyList<PlannedResource>> PlanAsync(AwsPart part, CancellationToken cancellationToken) => _gates
        .GetOrAdd(part.Context.EnvironmentId, _ => new BatchGate<AwsPart, IReadOnlyList<PlannedResource>>(PlanAsync, services.Time))
        .JoinAsync(part, part.Context.Together.Count, cancellationToken);

    /// <summary>Reads what a plan makes of a component.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="component">The component.</param>
    /// <param name="addresses">Its resources and modules.</param>
    /// <param name="region">The region.</param>
    public static IReadOnlyList<PlannedResource> Read(TerraformPlan plan, ComponentName component, IReadOnlySet<TerraformAddress> addresses, string region)
    {
        ResourcePrices prices = new(plan, region);
        return
        [
            .. plan.Resources.Where(resource => resource.Action is not null && addresses.Contains(TerraformAddress.RootOf(resource.Address)))
                .Select(resource => new PlannedResource(component, resource.Action!.Value, resource.Type, resource.Address) { Items = prices.Of(resource) }),
        ];
    }

    private async Task<Func<AwsPart, IReadOnlyList<PlannedResource>>> PlanAsync(IReadOnlyList<AwsPart> parts, CancellationToken cancellationToken)
    {
        ComponentContext context = parts[0].Context;
        _gates.TryRemove(context.EnvironmentId, out _);
        using TemporaryFolder folder = new("preview", services.Time); // it holds passwords, though of nothing
        try
        {
            AwsSession session = await services.OpenSessionAsync(context.Location, cancellationToken).ConfigureAwait(false);
            TerraformWorkspace workspace = TerraformWorkspace.Open(folder.Path, await session.GetTerraformVariablesAsync(cancellationToken).ConfigureAwait(false));
            workspace.Write(AwsMainPart.Create(services.Tools.Provider, session.Region, context.Marks, context.Tags, services.Options));
            foreach (AwsPart part in parts)
            {
                workspace.WritePart(AwsPart.FileNameOf(part.Name), part.Component.Configuration);
                if (part.Component.CanStop)
                {
                    workspace.WritePart(AwsPower.FileNameOf(part.Name), AwsPower.Part(part.Name, AwsPower.Made));
                }

                if (part.Component.HasChosenBlock)
                {
                    workspace.WritePart(NetworkBlock.FileNameOf(part.Name), NetworkBlock.Part(part.Name, services.Pool.Propose(context.EnvironmentId)));
                }
            }

            TerraformRun run = await services.Tools.PrepareAsync(workspace, components: null, onEvent: null, cancellationToken).ConfigureAwait(false);
            await run.PlanAsync(TerraformPlanMode.Normal, cancellationToken).ConfigureAwait(false);
            using JsonDocument plan = await run.ShowAsync(plan: true, cancellationToken).ConfigureAwait(false);
            Dictionary<ComponentName, IReadOnlyList<PlannedResource>> planned =
                parts.ToDictionary(part => part.Name, part => Read(new TerraformPlan(plan.RootElement), part.Name, part.Addresses, session.Region));
            return part => planned[part.Name];
        }
        catch (TerraformException exception)
        {
            // The fault of one is not the others', of which no more is known then.
            AwsPart culprit = AwsFailure.CulpritOf(exception, parts);
            return part => part == culprit || AwsFailure.IsAbout(exception, part) ? throw AwsFailure.Of(exception, part) : [];
        }
        catch (Exception exception) when (AwsFailure.Explains(exception))
        {
            return AwsFailure.Once<AwsPart, IReadOnlyList<PlannedResource>>(AwsFailure.Of(exception, $"plan {string.Join(", ", parts.Select(part => part.Name))}"), AwsFailure.CulpritOf(exception, parts));
        }
    }
}
