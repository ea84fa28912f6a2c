namespace Lumina.Environments.Providers;

/// <summary>A provider that brings an environment's tags to its platform, which may not take all of them.</summary>
public interface ITaggingProvider
{
    /// <summary>What of the tags the platform can't hold, before anything is made. Paths are relative to the environment.</summary>
    IEnumerable<SpecificationFault> CheckTags(IReadOnlyDictionary<string, string> tags);
}
