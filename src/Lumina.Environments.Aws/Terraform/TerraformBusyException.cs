namespace Lumina.Environments.Aws;

/// <summary>Another process, or another run of this one, works in the workspace.</summary>
internal sealed class TerraformBusyException(string path) : Exception($"Somebody else runs terraform in '{path}'. Its lease on the environment says who; wait for it, or terminate the environment there.");
