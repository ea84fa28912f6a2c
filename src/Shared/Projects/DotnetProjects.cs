using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Projects;

/// <summary>Finds .NET projects, and the programs that they build.</summary>
internal static class DotnetProjects
{
    private const string RuntimeConfiguration = ".runtimeconfig.json";

    /// <summary>The project's file; null with what is wrong.</summary>
    public static string? Find(ProjectSource source, string baseDirectory, out string problem)
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

    /// <summary>The program file among what a project's build has put out.</summary>
    /// <exception cref="ProviderException">There is none, or several of which none goes by the project's name.</exception>
    public static string ProgramOf(string project, string output)
    {
        string[] programs = [.. Directory.EnumerateFiles(output, "*" + RuntimeConfiguration).Select(file => file[..^RuntimeConfiguration.Length] + ".dll")];
        return Array.Find(programs, program => Path.GetFileNameWithoutExtension(program) == Path.GetFileNameWithoutExtension(project))
            ?? (programs is [var only] ? only : throw new ProviderException(
                $"{project} is no program, or none can be told from the others: its output has {(programs.Length == 0 ? "no program" : string.Join(", ", programs.Select(Path.GetFileName)))}."));
    }

    /// <summary>The file that says on which runtime a program runs.</summary>
    public static string RuntimeConfigurationOf(string program) => Path.ChangeExtension(program, RuntimeConfiguration);

    /// <summary>
    /// What a build must not inherit or is told; null takes a variable away. A build in which this process runs (that of its tests) has told it where its own parts are;
    /// and a build leaves temporary files behind, which go with that folder.
    /// </summary>
    public static Dictionary<string, string?> Variables(string temporary) => new(
        Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            .Select(name => new KeyValuePair<string, string?>(name, null)),
        StringComparer.Ordinal)
    {
        ["TMPDIR"] = temporary,
    };
}
