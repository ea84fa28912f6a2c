using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite;

/// <summary>Finds the environments that a query means, a page at a time.</summary>
internal sealed class EnvironmentSearch(JournalTable journals)
{
    /// <summary>The page that begins after the query's <see cref="EnvironmentQuery.After"/>, oldest first.</summary>
    public IReadOnlyList<EnvironmentSnapshot> ReadPage(SqliteSession session, EnvironmentQuery query, int count)
    {
        List<object?> values = [];
        string conditions = string.Join("", Conditions(query, values).Select(condition => $" AND {condition}"));
        values.Add(count);
        List<StoredEnvironment> stored = [];
        using (SqliteDataReader rows = session.Query(
            $"SELECT {JournalTable.EnvironmentColumns} FROM {JournalTable.EnvironmentTables} WHERE TRUE{conditions} ORDER BY e.id LIMIT ?{values.Count}", values.ToArray()))
        {
            while (rows.Read())
            {
                stored.Add(journals.ReadStored(rows));
            }
        }

        return [.. stored.Select(environment => journals.Fold(session, environment))];
    }

    private static IEnumerable<string> Conditions(EnvironmentQuery query, List<object?> values)
    {
        foreach ((string column, object? value) in new (string, object?)[] { ("owner", query.Owner), ("type", query.Type?.ToString()), ("status", query.Status?.ToString()), ("name", query.Name) })
        {
            if (value is not null)
            {
                yield return $"e.{column} = {Parameter(values, value)}";
            }
        }

        if (query.Active is { } active)
        {
            yield return active ? "e.active = 1" : "e.active = 0"; // as the index of the active ones has it
        }

        if (query.After is { } after)
        {
            yield return $"e.id > {Parameter(values, after.Value)}";
        }

        foreach ((string name, string value) in query.Tags)
        {
            yield return $"EXISTS (SELECT 1 FROM tags WHERE tags.name = {Parameter(values, name)} AND tags.value = {Parameter(values, value)} AND tags.environment = e.key)";
        }
    }

    private static string Parameter(List<object?> values, object value)
    {
        values.Add(value);
        return $"?{values.Count}";
    }
}
