using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>What is changed in the target for the length of the copy's transaction, and put back within it.</summary>
/// <remarks>Triggers of the user do not fire, since what they write is in the source's rows already. Keys in a circle are checked when all rows are in.</remarks>
internal sealed class TargetPreparation(NpgsqlConnection target, MaskingPlan plan, DatabaseCatalog catalog)
{
    private const string Triggers = """
        SELECT n.nspname || '.' || c.relname, t.tgname::text, t.tgenabled::text
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
        ORDER BY t.tgparentid <> 0, t.oid
        """;

    private readonly List<string> _undo = [];

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        List<string> statements = [];
        List<(CatalogTable Table, string Name, string Enabled)> triggers = await ReadTriggersAsync(cancellationToken).ConfigureAwait(false);
        foreach ((CatalogTable table, string name, string enabled) in triggers)
        {
            string verb = enabled switch
            {
                "R" => "ENABLE REPLICA",
                "A" => "ENABLE ALWAYS",
                _ => "ENABLE",
            };
            statements.Add($"ALTER TABLE {table.Sql} DISABLE TRIGGER {SqlText.Identifier(name)}");
            _undo.Add($"ALTER TABLE {table.Sql} {verb} TRIGGER {SqlText.Identifier(name)}");
        }

        foreach (CatalogForeignKey key in plan.CyclicKeys.Where(key => !key.IsDeferrable))
        {
            string table = catalog.Tables[key.Child].Sql;
            statements.Add($"ALTER TABLE {table} ALTER CONSTRAINT {SqlText.Identifier(key.Name)} DEFERRABLE");
            _undo.Add($"ALTER TABLE {table} ALTER CONSTRAINT {SqlText.Identifier(key.Name)} NOT DEFERRABLE");
        }

        await RunAsync([.. statements, "SET CONSTRAINTS ALL DEFERRED"], "Preparing the tables for the copy", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks the keys that were put off, and puts all back as it was.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) =>
        RunAsync(["SET CONSTRAINTS ALL IMMEDIATE", .. _undo], "Checking the copied rows", cancellationToken);

    private async Task<List<(CatalogTable Table, string Name, string Enabled)>> ReadTriggersAsync(CancellationToken cancellationToken)
    {
        HashSet<string> copied = [.. plan.Tables.Select(table => table.Target.Id)];
        var triggers = await target.ReadRowsAsync(Triggers, row => (Table: row.GetString(0), Name: row.GetString(1), Enabled: row.GetString(2)), cancellationToken).ConfigureAwait(false);
        return [.. triggers.Where(trigger => catalog.Tables.ContainsKey(trigger.Table) && copied.Contains(catalog.Root(trigger.Table).Id)).Select(trigger => (catalog.Tables[trigger.Table], trigger.Name, trigger.Enabled))];
    }

    private async Task RunAsync(IEnumerable<string> statements, string about, CancellationToken cancellationToken)
    {
        try
        {
            await target.ExecuteTogetherAsync(statements, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw MaskingErrors.Describe(about, exception);
        }
    }
}
