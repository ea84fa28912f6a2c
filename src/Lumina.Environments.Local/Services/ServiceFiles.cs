using Lumina.Environments.Data;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local;

/// <summary>Finds what a service's source names.</summary>
internal static class ServiceFiles
{
    /// <summary>The source that can be run here: the first that is a project or a command; null where there is none.</summary>
    public static ServiceSource? Choose(ServiceSpec spec) => spec.Sources.FirstOrDefault(source => source is ProjectSource or CommandSource);

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

    /// <summary>What is wrong with a command, as far as can be told before anything is made.</summary>
    public static IEnumerable<string> FindProblems(ServiceSpec spec, CommandSource source, string baseDirectory)
    {
        // Where the service has a PATH of its own, its program is sought there.
        string? program = FindProgram(source, baseDirectory, out string problem);
        if (program is null)
        {
            yield return problem;
        }
        else if (program == source.Program && !Path.IsPathRooted(program) && !spec.Settings.ContainsKey("PATH") && new ProgramLocator(Environment.GetEnvironmentVariable).Find(new ProgramQuery(program)).Best is null)
        {
            yield return $"The program '{program}' is not on this machine's PATH.";
        }

        if (source.WorkingDirectory is { } directory && Path.GetFullPath(directory, Path.GetFullPath(baseDirectory)) is var full && !Directory.Exists(full))
        {
            yield return $"The working directory '{full}' is not there.";
        }
    }
}
