namespace Lumina.Environments.Aws;

/// <summary>A provider that a configuration needs.</summary>
/// <param name="Name">Its name within the configuration, such as <c>aws</c>.</param>
/// <param name="Source">Where it comes from: <c>hashicorp/aws</c>, under the product's own registry unless a host is before it.</param>
/// <param name="Version">Exactly this one.</param>
internal sealed record TerraformProvider(string Name, string Source, string Version)
{
    /// <summary>The whole address, with the registry: <c>registry.terraform.io/hashicorp/aws</c>.</summary>
    public string AddressIn(string registry) => Source.Split('/').Length == 2 ? $"{registry}/{Source}" : Source;
}
