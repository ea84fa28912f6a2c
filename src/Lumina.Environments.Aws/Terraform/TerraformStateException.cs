namespace Lumina.Environments.Aws;

/// <summary>A state can't be used, and nothing tells what was in it.</summary>
internal sealed class TerraformStateException(string message) : Exception(message);
