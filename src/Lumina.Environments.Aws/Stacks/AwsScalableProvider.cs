using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Components of which there may be several: machines and services.</summary>
/// <inheritdoc cref="AwsProvider{TSpec}"/>
[SupportedOSPlatform("linux")]
internal sealed class AwsScalableProvider<TSpec>(string kind, AwsStacks stacks, AwsStackServices services, IReadOnlyList<IAwsConfiguration<TSpec>> configurations)
    : AwsStoppableProvider<TSpec>(kind, stacks, services, configurations), IScalableProvider<TSpec>
    where TSpec : ComponentSpec
{
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
        await StackOf(context).Record.RequireAsync(context, cancellationToken).ConfigureAwait(false);
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
}
