namespace Lumina.Environments.Providers;

/// <summary>Makes components from specs of one type.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
public interface IComponentProvider<in TSpec> : IComponentProvider
    where TSpec : ComponentSpec
{
    /// <summary>Why this provider cannot take the spec, in a sentence; null where it can. Pure.</summary>
    string? WhyNot(TSpec spec);

    /// <summary>What <see cref="WhyNot"/> says, thing by thing, for who has no other provider to choose. Paths are relative to the component, such as <c>endpoints[0].secured</c>; one at <c>type</c> says that the provider makes other types, and where others make this one they alone are asked further. Pure. By default one fault, with what <see cref="WhyNot"/> says and what to do in general.</summary>
    /// <remarks>Who writes it out has <see cref="WhyNot"/> from it: <c>FindObstacles(spec).ToReason()</c>.</remarks>
    IEnumerable<SpecificationFault> FindObstacles(TSpec spec) => WhyNot(spec) is { } reason
        ? [new SpecificationFault("", $"{spec.ComponentName} can be taken by no provider: '{Name}' declined: {reason}.", "Change what it says of that, or register a provider that takes it as it is.")]
        : [];

    /// <summary>Where the component goes on the platform and what is to be known of that beforehand. A pure function of the spec and the provider's options.</summary>
    ComponentPlacement Place(TSpec spec);

    /// <summary>Makes the component, or adopts what an earlier attempt has made under the same external name.</summary>
    /// <returns>What the component gives to others.</returns>
    ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken);
}
