namespace Lumina.Environments.Aws;

/// <summary>Something that terraform needs is not on this machine; the message says what, where it was looked for and how to get it.</summary>
internal sealed class TerraformNotFoundException(string message, Exception? innerException = null) : Exception(message, innerException);
