using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>A transaction while which nobody else writes.</summary>
/// <param name="Transaction">It.</param>
/// <param name="Number">Its number: what is written later has a higher one.</param>
/// <param name="LogPosition">Where the server's log ended just before it had its number: what has a higher one is written behind that. Null where nobody will read it.</param>
internal sealed record FencedTransaction(NpgsqlTransaction Transaction, ulong Number, string? LogPosition);
