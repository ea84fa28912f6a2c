namespace Lumina.Environments.Providers;

/// <summary>A provider whose components only the process that has made them can change, end or see: they are its own children, or in its memory. While that process runs, every other one that shares its store is refused, and leaves their environment as it is; so is another manager of the same process.</summary>
public interface IProcessBoundProvider
{
    /// <summary>Whether that is so of what was made at a place. Pure: it does not depend on how the provider is set up here.</summary>
    /// <param name="location">Where a component is, as recorded with its intent.</param>
    bool IsProcessBound(ComponentLocation location);
}
