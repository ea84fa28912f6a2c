using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>What is asked for one component: its configuration, written, and how its outputs are read.</summary>
/// <param name="Component">The component, with its configuration.</param>
/// <param name="Context">The call's context.</param>
/// <param name="Read">Makes the outputs.</param>
internal sealed record AwsPart(AwsComponent Component, ComponentContext Context, Func<AwsValues, ComponentOutputs> Read)
{
    public ComponentName Name => Component.Name;

    /// <summary>A component that names each thing of this one, so that it is written anew with it; null where there is none, or nothing of that changes.</summary>
    public AwsComponent? Watching { get; init; }

    /// <summary>Its resources and modules.</summary>
    public IReadOnlySet<TerraformAddress> Addresses { get; } = Component.Configuration.Addresses.Concat(Component.Configuration.ModuleAddresses).ToHashSet();

    /// <summary>The name of the part's file.</summary>
    public static string FileNameOf(ComponentName component) => TerraformAddress.NameOf(component, "");

    /// <summary>The names of all files that a component may have.</summary>
    public static IEnumerable<string> AllFileNamesOf(ComponentName component) => [FileNameOf(component), AwsPower.FileNameOf(component), NetworkBlock.FileNameOf(component)];
}
