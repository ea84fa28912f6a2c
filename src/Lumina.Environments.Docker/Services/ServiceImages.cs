using Lumina.Environments.Data;
using Lumina.Environments.Projects;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Finds or builds the image of a service.</summary>
internal sealed class ServiceImages(BuiltImages images, ProjectImages projects)
{
    private const string DockerfileName = "Dockerfile";

    /// <summary>The source from which a container can be made: the first that is an image, a Dockerfile or a project; null where there is none.</summary>
    public static ServiceSource? Choose(ServiceSpec spec) => spec.Sources.FirstOrDefault(source => source is ImageSource or DockerfileSource or ProjectSource);

    /// <summary>What is wrong with what the source names; null for nothing.</summary>
    public static string? Check(ServiceSpec spec, string baseDirectory)
    {
        string problem = "";
        switch (Choose(spec))
        {
            case DockerfileSource dockerfile:
                FindDockerfile(dockerfile, baseDirectory, out problem);
                break;
            case ProjectSource project:
                DotnetProjects.Find(project, baseDirectory, out problem);
                break;
            default:
                break;
        }

        return problem.Length == 0 ? null : problem;
    }

    public Task<string> GetAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string problem = $"{context.Component} has neither an image nor a Dockerfile nor a project among its sources.";
        switch (Choose(spec))
        {
            case ImageSource image:
                return Task.FromResult(image.Name);
            case DockerfileSource source when FindDockerfile(source, context.BaseDirectory, out problem) is { } file:
                string directory = Path.GetDirectoryName(file)!;
                return images.GetAsync(new ImageBuild(directory, Path.GetFileName(file), file, spec.Name) { Target = source.Target }, cancellationToken);
            case ProjectSource source when DotnetProjects.Find(source, context.BaseDirectory, out problem) is { } project:
                return projects.GetAsync(project, cancellationToken);
            default:
                throw new ProviderException(problem);
        }
    }

    private static string? FindDockerfile(DockerfileSource source, string baseDirectory, out string problem)
    {
        string? found = SpecFiles.Find(source.Path, baseDirectory, out IReadOnlyList<string> lookedAt);
        problem = found is null ? $"The Dockerfile '{source.Path}' was not found. Looked at: {string.Join(", ", lookedAt)}." : "";
        if (found is null || !Directory.Exists(found))
        {
            return found;
        }

        string file = Path.Combine(found, DockerfileName);
        problem = File.Exists(file) ? "" : $"The folder '{found}' has no {DockerfileName}.";
        return problem.Length == 0 ? file : null;
    }
}
