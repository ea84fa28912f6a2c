using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>
/// Gives tables the template's rows back with the rights of their owner alone, under which triggers act and foreign keys hold: those that have changed and all
/// that refer to them are emptied, children first, and filled again, parents first.
/// </summary>
internal sealed class TableReseeding(GoldenDatabase golden)
{
    /// <summary>Restores tables that have changed.</summary>
    /// <returns>What stands in the way; null where nothing does.</returns>
    public async Task<string?> RestoreAsync(NpgsqlConnection connection, IReadOnlyList<UserTable> tables, IReadOnlyList<UserTable> changed, CancellationToken cancellationToken)
    {
        if (changed.Count == 0)
        {
            return null;
        }

        IReadOnlyList<ForeignKey> keys = await UserContents.ForeignKeysAsync(connection, cancellationToken).ConfigureAwait(false);
        List<UserTable> waiting = WithChildren(tables, changed, keys);
        if (waiting.Find(table => table.Fires) is { } firing)
        {
            return $"{firing.Name} would have to be filled again, and a trigger, a rule or a row security policy of it would act";
        }

        List<UserTable> childrenFirst = [];
        while (waiting.Count > 0)
        {
            if (waiting.Find(table => !keys.Any(key => key.Parent == table.Number && key.Child != table.Number && waiting.Exists(child => child.Number == key.Child))) is not { } next)
            {
                return $"foreign keys that are not deferrable form a circle among {string.Join(", ", waiting.Select(table => table.Name))}";
            }

            childrenFirst.Add(next);
            waiting.Remove(next);
        }

        await connection.ExecuteAsync("SET CONSTRAINTS ALL DEFERRED", cancellationToken).ConfigureAwait(false);
        foreach (UserTable table in childrenFirst)
        {
            await connection.ExecuteAsync($"DELETE FROM ONLY {table.Name}", cancellationToken).ConfigureAwait(false);
        }

        foreach (UserTable table in Enumerable.Reverse(childrenFirst))
        {
            await golden.RunAsync(async original =>
            {
                IReadOnlyList<string> columns = await RowCopy.ColumnsAsync(original, table, cancellationToken).ConfigureAwait(false);
                await RowCopy.RunAsync(original, connection, table, columns, where: "", cancellationToken).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private static List<UserTable> WithChildren(IReadOnlyList<UserTable> tables, IReadOnlyList<UserTable> changed, IReadOnlyList<ForeignKey> keys)
    {
        HashSet<uint> found = [.. changed.Select(table => table.Number)];
        Queue<uint> parents = new(found);
        while (parents.TryDequeue(out uint parent))
        {
            foreach (ForeignKey key in keys.Where(key => key.Parent == parent && found.Add(key.Child)))
            {
                parents.Enqueue(key.Child);
            }
        }

        return [.. tables.Where(table => found.Contains(table.Number))];
    }
}
