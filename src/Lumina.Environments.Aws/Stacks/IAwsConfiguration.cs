using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>What one type of component is on AWS: from its spec to terraform's resources, and from what terraform tells back to outputs. Pure, but for <see cref="CheckPlaceAsync"/>.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
internal interface IAwsConfiguration<in TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>Whether the spec is of the type that this writes (a database: of the engine). That none takes it is a fault.</summary>
    bool Takes(TSpec spec);

    /// <summary>What of the spec can't be made, or protects and is not there on AWS; paths are relative to the component. None where it can be made.</summary>
    IEnumerable<SpecificationFault> FindObstacles(TSpec spec, AwsOptions options);

    /// <summary>Settings that mean nothing here and are passed over.</summary>
    IEnumerable<NotApplicableSetting> FindNotApplicable(TSpec spec);

    /// <summary>How long making it takes on AWS, roughly.</summary>
    TimeSpan EstimateDuration(TSpec spec);

    /// <summary>From where what it gives can be reached.</summary>
    Vantage ReachableFrom(TSpec spec, AwsOptions options);

    /// <summary>Asks the region whether it has what the spec wants. Whoever may not ask is not told.</summary>
    /// <returns>What it has not, with paths from the component; null where it has all.</returns>
    Task<SpecificationFault?> CheckPlaceAsync(TSpec spec, AwsSession session, CancellationToken cancellationToken) => Task.FromResult<SpecificationFault?>(null);

    /// <summary>Writes the component's resources, data sources and outputs.</summary>
    void Write(TSpec spec, AwsComponent component);

    /// <summary>What the component gives to others, from the outputs that were written.</summary>
    ComponentOutputs Read(TSpec spec, AwsComponent component, AwsValues values);
}
