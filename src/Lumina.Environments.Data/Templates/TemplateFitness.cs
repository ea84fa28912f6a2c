using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Whether a copy of a seeded database, owned by another role, is all that the seeded one was.</summary>
internal static class TemplateFitness
{
    /// <summary>What a copy would lack; null where it lacks nothing.</summary>
    public static async Task<string?> FindFaultAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        const string LookUp = """
            SELECT CASE
                WHEN EXISTS (SELECT FROM pg_db_role_setting s WHERE s.setdatabase = d.oid OR s.setrole = r.oid) THEN 'it sets parameters of the database or of its role'
                WHEN EXISTS (SELECT FROM aclexplode(d.datacl) WHERE grantee <> d.datdba) THEN 'it grants rights on the database itself'
                WHEN EXISTS (
                    SELECT FROM pg_shdepend s
                    WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid AND s.dbid = d.oid
                      AND (s.deptype <> 'o' OR s.classid IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass)))
                    THEN 'it names its own role in rights, policies, default privileges or user mappings'
            END
            FROM pg_database d, pg_roles r WHERE d.datname = $1 AND r.rolname = $1
            """;
        using NpgsqlCommand command = new(LookUp, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = name } } };
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
    }
}
