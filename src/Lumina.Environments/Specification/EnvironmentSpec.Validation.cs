namespace Lumina.Environments;

public sealed partial record EnvironmentSpec
{
    /// <summary>Everything that is wrong with it and can be seen without a provider, all at once; empty where nothing is.</summary>
    /// <remarks>
    /// A manager checks the same and more before it makes anything (see <see cref="IEnvironmentManager.PlanAsync"/>): which provider takes each component, and the kinds of component that other packages bring, which are unknown here.
    /// </remarks>
    public IReadOnlyList<SpecificationFault> Validate() => new SpecificationValidator(new ComponentKindRegistry(ComponentKindRegistry.BuiltIn)).Validate(this);
}
