using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Components that run something, so that they can be stopped, started and scaled: machines, instances of RDS, services. Tables, caches and clusters of DocumentDB run on, whatever is stopped.</summary>
/// <inheritdoc cref="AwsProvider{TSpec}"/>
[SupportedOSPlatform("linux")]
internal sealed class AwsStoppableProvider<TSpec>(string kind, AwsStacks stacks, AwsStackServices services, IReadOnlyList<IAwsConfiguration<TSpec>> configurations)
    : AwsProvider<TSpec>(kind, stacks, services, configurations), IStoppableProvider<TSpec>, IScalableProvider<TSpec>
    where TSpec : ComponentSpec
{
    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => await StackOf(context).StopAsync(context, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        await RequireRecordAsync(context, "started", cancellationToken).ConfigureAwait(false);
        return await ProvisionAsync(spec, context, cancellationToken).ConfigureAwait(false);
    }

    public string? WhyNotScale(TSpec spec, ComponentContext context)
    {
        try
        {
            DescribeWatching(context);
            return null;
        }
        catch (ProviderException exception)
        {
            return exception.Message;
        }
    }

    public async ValueTask<ComponentOutputs> ScaleAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        await RequireRecordAsync(context, "scaled", cancellationToken).ConfigureAwait(false);
        return await ApplyAsync(spec, context, DescribeWatching(context), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Monitoring has an alarm for each machine.</summary>
    private AwsComponent? DescribeWatching(ComponentContext context)
    {
        if (context.Component.Kind != ComponentKinds.Infrastructure || context.Components.OfType<MonitoringSpec>().FirstOrDefault(IsHere) is not { } monitoring)
        {
            return null;
        }

        AwsComponent component = Describe(new ComponentContext
        {
            EnvironmentId = context.EnvironmentId,
            EnvironmentName = context.EnvironmentName,
            Component = monitoring.ComponentName,
            ExternalName = ExternalName.For(context.EnvironmentId, monitoring.ComponentName),
            Marks = context.Marks with { Component = monitoring.ComponentName },
            Tags = context.Tags,
            Location = context.Location,
            BaseDirectory = context.BaseDirectory,
            Components = context.Components,
        });
        new MonitoringConfiguration().Write(monitoring, component);
        RequireNoFaults(component);
        return component;
    }

    private async ValueTask RequireRecordAsync(ComponentContext context, string done, CancellationToken cancellationToken)
    {
        if (!await StackOf(context).Record.KnowsAsync(context, cancellationToken).ConfigureAwait(false))
        {
            throw new ProviderException($"there is no record here of {context.Component}, so that it can't be {done}; use the AwsOptions.StateDirectory in which it was made (or let machines share records by AwsOptions.StateCopies), or terminate the environment and provision a new one");
        }
    }
}
