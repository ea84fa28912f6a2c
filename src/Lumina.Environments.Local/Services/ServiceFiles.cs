using Lumina.Environments.Data;

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
}
