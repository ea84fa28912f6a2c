namespace Lumina.Environments.Tests;

/// <summary>Files of the repository that tests hold against the code.</summary>
internal static class RepositoryFile
{
    public static string PathOf(string relative)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lumina.Environments.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository."), relative);
    }

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));
}
