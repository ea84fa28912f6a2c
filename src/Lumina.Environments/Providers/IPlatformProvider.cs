namespace Lumina.Environments.Providers;

/// <summary>A provider whose platform may be out of reach as a whole: a cluster that does not answer, or not us.</summary>
public interface IPlatformProvider : IComponentProvider
{
    /// <summary>
    /// What keeps the platform from taking anything, before anything is made; null for nothing. It is asked once for all components of an environment whose providers have the same name,
    /// and where something is the matter it is told once, and they are not asked for their own prerequisites (<see cref="IPrerequisiteProvider{TSpec}"/>).
    /// </summary>
    /// <returns>A fault whose path is replaced by those of the components. A bounded time after the platform has fallen silent at the latest.</returns>
    ValueTask<SpecificationFault?> CheckPlatformAsync(CancellationToken cancellationToken);
}
