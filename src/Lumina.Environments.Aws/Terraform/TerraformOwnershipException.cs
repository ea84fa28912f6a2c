namespace Lumina.Environments.Aws;

/// <summary>What was found under a candidate's id is somebody else's: nothing was adopted.</summary>
internal sealed class TerraformOwnershipException(IReadOnlyList<string> addresses) : Exception(
    $"Nothing was adopted, as what is there under these addresses' ids does not bear the environment's mark: {string.Join(", ", addresses)}.")
{
    public IReadOnlyList<string> Addresses { get; } = addresses;
}
