namespace Lumina.Environments.Docker;

/// <summary>A file that is in a container before its program starts.</summary>
/// <param name="Path">Its absolute path in the container.</param>
/// <param name="Content">What is in it.</param>
/// <param name="Mode">Its permissions.</param>
internal sealed record RecipeFile(string Path, ReadOnlyMemory<byte> Content, UnixFileMode Mode);
