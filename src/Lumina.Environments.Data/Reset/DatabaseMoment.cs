namespace Lumina.Environments.Data;

/// <summary>A moment in the life of a database: everything in it that was written later has a higher number, and lies behind the position in the server's log.</summary>
/// <param name="Transaction">The number of the next transaction then.</param>
/// <param name="LogPosition">Where the server's log ended then; null where nobody will read it.</param>
internal sealed record DatabaseMoment(ulong Transaction, string? LogPosition);
