using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>A transaction while which nobody else writes.</summary>
/// <param name="Transaction">It.</param>
/// <param name="Number">Its number: what is written later has a higher one.</param>
/// <param name="Tables">The tables that are locked, and the materialized views.</param>
internal sealed record FencedTransaction(NpgsqlTransaction Transaction, ulong Number, IReadOnlyList<UserTable> Tables);
