namespace Lumina.Environments.Aws;

/// <summary>Terraform may have made things that its state does not hold: to go on would make them twice, or leave them.</summary>
internal sealed class TerraformDoubtException(IReadOnlyList<TerraformDoubt> doubts) : Exception(
    $"Terraform is not run, as its state may lack what is there: {string.Join(", ", doubts)}. These are to be adopted or found absent first.")
{
    public IReadOnlyList<TerraformDoubt> Doubts { get; } = doubts;
}
