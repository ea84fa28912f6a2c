namespace Lumina.Environments.Providers;

/// <summary>A provider that can read files out of its components, whether they run or have ended.</summary>
public interface IFileProvider : IComponentProvider
{
    /// <summary>Reads a file, or every file in and below a folder. Of a component with several replicas it reads those of each that there is.</summary>
    /// <param name="context">The component.</param>
    /// <param name="path">The absolute path within the component, with <c>/</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The files, one after another: the content of one is read before the next one is asked for. A link is told by <see cref="ComponentFile.LinkTarget"/>; what else is no file is left out.</returns>
    /// <exception cref="ProviderException">There is nothing at that path, or it cannot be read.</exception>
    IAsyncEnumerable<ComponentFile> ReadFilesAsync(ComponentContext context, string path, CancellationToken cancellationToken);
}
