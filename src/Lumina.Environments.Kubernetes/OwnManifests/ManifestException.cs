namespace Lumina.Environments.Kubernetes;

/// <summary>Manifests can't be read.</summary>
/// <param name="problem">What is wrong, as a sentence.</param>
/// <param name="fix">What to do.</param>
internal sealed class ManifestException(string problem, string fix) : Exception(problem)
{
    public string Fix => fix;
}
