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

    public async Task<string> GetAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string problem = $"{context.Component} has neither an image nor a Dockerfile nor a project among its sources.";
        switch (Choose(spec))
        {
            case ImageSource image:
                return image.Name;
            case DockerfileSource source when FindDockerfile(source, context.BaseDirectory, out problem) is { } file:
                string directory = Path.GetDirectoryName(file)!;
                ImageBuild build = new(directory, Path.GetFileName(file), file, spec.Name) { Target = source.Target };
                return await images.GetAsync(await WithBasesAsync(build, file, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            case ProjectSource source when DotnetProjects.Find(source, context.BaseDirectory, out problem) is { } project:
                return await projects.GetAsync(project, cancellationToken).ConfigureAwait(false);
            default:
                throw new ProviderException(problem);
        }
    }

    /// <summary>The build with the images that it builds on, as they are in the engine now: each may be built or pulled anew under the same name.</summary>
    private async Task<ImageBuild> WithBasesAsync(ImageBuild build, string file, CancellationToken cancellationToken)
    {
        List<string> ids = [];
        List<string> missing = [];
        foreach (string name in DockerfileBases.Read(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)))
        {
            if (await images.FindIdAsync(name, cancellationToken).ConfigureAwait(false) is { } id)
            {
                ids.Add(id);
            }
            else
            {
                missing.Add(name);
            }
        }

        return build with { BaseId = ids.Count == 0 ? null : string.Join(' ', ids), MissingBases = missing };
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
