namespace Lumina.Environments.Aws;

/// <summary>Whose program carries configurations out.</summary>
internal enum TerraformProduct
{
    Terraform,

    /// <summary>The fork under the Linux Foundation, with the same language and the same machine-readable log.</summary>
    OpenTofu,
}
