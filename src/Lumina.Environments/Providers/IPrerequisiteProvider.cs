namespace Lumina.Environments.Providers;

/// <summary>A provider that needs something of the machine: a server program, a tool, a login.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IPrerequisiteProvider<in TSpec> : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>What is missing to make the component, before anything is made; a fault's fix says how to get it. Paths are relative to the component.</summary>
    ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(TSpec spec, string baseDirectory, CancellationToken cancellationToken);
}
