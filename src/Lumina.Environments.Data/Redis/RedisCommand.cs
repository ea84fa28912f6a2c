namespace Lumina.Environments.Data;

/// <summary>A command of a file.</summary>
/// <param name="Line">Where it is, from 1.</param>
/// <param name="Bytes">As it is sent.</param>
internal sealed record RedisCommand(int Line, byte[] Bytes);
