namespace Lumina.Environments.Providers;

/// <summary>A provider whose platform may be out of reach as a whole: a cluster that does not answer, or not us.</summary>
public interface IPlatformProvider : IComponentProvider
{
    /// <summary>The platform's name: providers that give the same one share it. Default: the provider's own name.</summary>
    string Platform => Name;

    /// <summary>
    /// What keeps the platform from taking anything; null for nothing. Before an environment is made, one provider of the platform is asked for all of its components,
    /// and where something is the matter it is told once, and none is asked for its own prerequisites (<see cref="IPrerequisiteProvider{TSpec}"/>).
    /// Before a sweep likewise, and none is asked what is there then, nor the platform's host resources (<see cref="IHostResourceProvider.Name"/>).
    /// </summary>
    /// <returns>A fault whose path is replaced by those of the components. A bounded time after the platform has fallen silent at the latest.</returns>
    ValueTask<SpecificationFault?> CheckPlatformAsync(CancellationToken cancellationToken);
}
