namespace Lumina.Environments.Providers;

/// <summary>A provider with rules for more than a component's own settings: how it fits its neighbours, what is in the files that it names.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IValidatingProvider<in TSpec> : IComponentProvider<TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>What is wrong with a component among the others, all of it. Asked of specs that keep the rules of the library, beside what the machine lacks; it asks no platform. Paths are relative to the component.</summary>
    /// <param name="spec">The component.</param>
    /// <param name="components">All components of the environment.</param>
    /// <param name="baseDirectory">The folder from which their paths resolve.</param>
    IEnumerable<SpecificationFault> Validate(TSpec spec, IReadOnlyList<ComponentSpec> components, string baseDirectory);
}
