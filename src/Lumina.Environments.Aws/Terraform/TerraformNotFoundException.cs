namespace Lumina.Environments.Aws;

/// <summary>Something that terraform needs is not on this machine.</summary>
/// <param name="problem">What, and where it was looked for: a sentence.</param>
/// <param name="fix">How to get it: a sentence.</param>
internal sealed class TerraformNotFoundException(string problem, string fix) : Exception($"{problem} {fix}")
{
    public string Problem => problem;

    public string Fix => fix;
}
