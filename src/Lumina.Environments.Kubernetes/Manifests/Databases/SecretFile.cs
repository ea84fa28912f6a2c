namespace Lumina.Environments.Kubernetes;

/// <summary>A file with secrets in it.</summary>
/// <param name="Directory">The directory of the container that holds it, and nothing else.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Content">What is in it.</param>
internal sealed record SecretFile(string Directory, string Name, string Content)
{
    public string Path => $"{Directory}/{Name}";

    public override string ToString() => Path;
}
