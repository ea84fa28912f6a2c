using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite;

/// <summary>The leases, one row for each that somebody holds. Fencing tokens come from one counter for the whole store, so that none is ever given twice.</summary>
internal static class LeaseTable
{
    private const string Columns = "environment_id, holder_id, machine, process_id, process_started_at, fencing_token, expires_at, termination_requested_by";

    public static EnvironmentLease Acquire(SqliteSession session, EnvironmentId id, LeaseHolder holder, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        object? token = session.Scalar(
            """
            INSERT INTO leases (environment_id, holder_id, machine, process_id, process_started_at, expires_at, fencing_token)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, last_fencing_token + 1 FROM store WHERE TRUE
            ON CONFLICT (environment_id) DO UPDATE SET
                holder_id = excluded.holder_id, machine = excluded.machine, process_id = excluded.process_id, process_started_at = excluded.process_started_at,
                expires_at = excluded.expires_at, fencing_token = excluded.fencing_token, termination_requested_by = NULL
            WHERE expires_at <= ?7
                OR (holder_id, machine, process_id, process_started_at) = (excluded.holder_id, excluded.machine, excluded.process_id, excluded.process_started_at)
            RETURNING fencing_token
            """,
            id.Value, holder.Id, holder.Machine, holder.ProcessId, holder.ProcessStartedAt, expiresAt.UtcTicks, now.UtcTicks);
        if (token is long given)
        {
            session.Execute("UPDATE store SET last_fencing_token = ?1", given);
            return new EnvironmentLease(id, holder, given, expiresAt);
        }

        EnvironmentLease held = Find(session, id)!;
        throw new EnvironmentLeaseHeldException($"Environment {id} is operated on by {held.Holder} until {held.ExpiresAt:u}.") { EnvironmentId = id, Lease = held };
    }

    public static EnvironmentLease Renew(SqliteSession session, EnvironmentLease lease, DateTimeOffset expiresAt) =>
        session.Execute("UPDATE leases SET expires_at = ?3 WHERE environment_id = ?1 AND fencing_token = ?2", lease.EnvironmentId.Value, lease.FencingToken, expiresAt.UtcTicks) == 1
            ? Find(session, lease.EnvironmentId)!
            : throw Lost(session, lease);

    public static bool Remove(SqliteSession session, EnvironmentLease lease) =>
        session.Execute("DELETE FROM leases WHERE environment_id = ?1 AND fencing_token = ?2", lease.EnvironmentId.Value, lease.FencingToken) == 1;

    public static bool RequestTermination(SqliteSession session, EnvironmentId id, string actor) =>
        session.Execute("UPDATE leases SET termination_requested_by = ?2 WHERE environment_id = ?1", id.Value, actor) == 1;

    public static EnvironmentLease? Find(SqliteSession session, EnvironmentId id)
    {
        using SqliteDataReader rows = session.Query($"SELECT {Columns} FROM leases WHERE environment_id = ?1", id.Value);
        return rows.Read() ? Read(rows) : null;
    }

    public static IReadOnlyList<EnvironmentLease> List(SqliteSession session)
    {
        using SqliteDataReader rows = session.Query($"SELECT {Columns} FROM leases ORDER BY environment_id");
        List<EnvironmentLease> leases = [];
        while (rows.Read())
        {
            leases.Add(Read(rows));
        }

        return leases;
    }

    public static EnvironmentLeaseLostException Lost(SqliteSession session, EnvironmentLease lease)
    {
        EnvironmentLease? by = Find(session, lease.EnvironmentId);
        return new EnvironmentLeaseLostException(
            $"{lease.Holder} has lost its lease (fencing token {lease.FencingToken}) on environment {lease.EnvironmentId}: {(by is null ? "it was broken or released" : $"{by.Holder} holds token {by.FencingToken}")}.")
        {
            EnvironmentId = lease.EnvironmentId,
        };
    }

    private static EnvironmentLease Read(SqliteDataReader row) => new(
        EnvironmentId.Parse(row.GetString(0)),
        new LeaseHolder(row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt64(4)),
        row.GetInt64(5),
        new DateTimeOffset(row.GetInt64(6), TimeSpan.Zero))
    {
        TerminationRequestedBy = row.IsDBNull(7) ? null : row.GetString(7),
    };
}
