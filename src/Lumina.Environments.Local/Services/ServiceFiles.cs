using Lumina.Environments.Data;

namespace Lumina.Environments.Local;

/// <summary>Finds what a service's source names.</summary>
internal static class ServiceFiles
{
    /// <summary>The source that can be run here: the first that is a project or a command; null where there is none.</summary>
    public static ServiceSource? Choose(ServiceSpec spec) => spec.Sources.FirstOrDefault(source => source is ProjectSource or CommandSource);

    /// <summary>The project's file; null with what is wrong.</summary>
    public static string? FindProject(ProjectSource source, string baseDirectory, out string problem)
    {
        problem = "";
        if (SpecFiles.Find(source.Path, baseDirectory, out IReadOnlyList<string> lookedAt) is not { } found)
        {
            problem = $"The project '{source.Path}' was not found. Looked at: {string.Join(", ", lookedAt)}.";
            return null;
        }

        if (!Directory.Exists(found))
        {
            return found;
        }

        string[] projects = Directory.GetFiles(found, "*.*proj");
        problem = projects.Length == 1 ? "" : $"The folder '{found}' has {projects.Length} project files: name one of them.";
        return projects.Length == 1 ? projects[0] : null;
    }

    /// <summary>The command's program: a name is left to the PATH; null with what is wrong.</summary>
    public static string? FindProgram(CommandSource source, string baseDirectory, out string problem)
    {
        problem = "";
        if (!source.Program.Contains('/', StringComparison.Ordinal))
        {
            return source.Program;
        }

        string? found = SpecFiles.Find(source.Program, baseDirectory, out IReadOnlyList<string> lookedAt);
        problem = found is null ? $"The program '{source.Program}' was not found. Looked at: {string.Join(", ", lookedAt)}." : "";
        return found;
    }
}
