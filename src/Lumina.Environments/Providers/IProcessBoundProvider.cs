namespace Lumina.Environments.Providers;

/// <summary>A provider whose components only the process that has made them can change, end or see: they are its own children, or in its memory. While that process runs, every other one that shares its store is refused, and leaves their environment as it is.</summary>
public interface IProcessBoundProvider
{
    /// <summary>Whether that is so, as the provider is set up.</summary>
    bool IsProcessBound { get; }
}
