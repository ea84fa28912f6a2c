using System.Globalization;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Finds the rows of a subset that is whole: the first ones, those that refer to them where wanted, and all to which any of these refer.</summary>
internal sealed class SubsetWalk(NpgsqlConnection source, MaskingPlan plan, int maximumRows)
{
    private readonly RowSet _rows = new(maximumRows);
    private readonly Dictionary<uint, CatalogTable> _tables = plan.Source.Tables.Values.ToDictionary(table => table.Oid);

    public async Task<RowSet> FindAsync(CancellationToken cancellationToken)
    {
        await StartAsync(withChildren: true, cancellationToken).ConfigureAwait(false);
        await SpreadAsync(Children, cancellationToken).ConfigureAwait(false);
        await StartAsync(withChildren: false, cancellationToken).ConfigureAwait(false);
        await SpreadAsync(Parents, cancellationToken).ConfigureAwait(false);
        return _rows;
    }

    private async Task StartAsync(bool withChildren, CancellationToken cancellationToken)
    {
        foreach ((MaskedStart start, CatalogTable table) in plan.Starts.Where(start => start.Start.WithChildren == withChildren))
        {
            // The condition ends with its line, so that a comment in it hides nothing.
            string where = start.Where is null ? "" : $" WHERE ({start.Where}\n)";
            IEnumerable<string> order = plan.Source.PrimaryKeys[table.Id].Select(SqlText.Identifier).DefaultIfEmpty("tableoid, ctid");
            string limit = start.Limit is { } rows ? string.Create(CultureInfo.InvariantCulture, $" ORDER BY {string.Join(", ", order)} LIMIT {rows}") : "";
            await AddAsync($"SELECT tableoid::bigint, ctid::text FROM {table.From}{where}{limit}", $"Choosing the rows of {table.Id} to start with", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>From all rows so far to others, from those to others still, until there are no new ones.</summary>
    private async Task SpreadAsync(Func<CatalogTable, IEnumerable<(string Query, string About)>> queries, CancellationToken cancellationToken)
    {
        List<RowPlace> newRows = [.. _rows.All];
        while (newRows.Count > 0)
        {
            List<RowPlace> next = [];
            foreach (IGrouping<uint, RowPlace> table in newRows.GroupBy(row => row.Table))
            {
                foreach ((string query, string about) in queries(_tables[table.Key]))
                {
                    foreach (string places in RowSet.Literals(table.Select(row => row.Place)))
                    {
                        next.AddRange(await AddAsync($"{query} WHERE this.ctid = ANY ({places})", about, cancellationToken).ConfigureAwait(false));
                    }
                }
            }

            newRows = next;
        }
    }

    private IEnumerable<(string Query, string About)> Children(CatalogTable table) =>
        from key in plan.ForeignKeys
        where Holds(key.Parent, table)
        select (Query(table, key.ParentColumns, plan.Source.Tables[key.Child], key.ChildColumns), $"Finding the rows of {key.Child} that refer to {key.Parent}");

    private IEnumerable<(string Query, string About)> Parents(CatalogTable table) =>
        from key in plan.ForeignKeys
        where Holds(key.Child, table)
        select (Query(table, key.ChildColumns, plan.Source.Tables[key.Parent], key.ParentColumns), $"Finding the rows of {key.Parent} to which {key.Child} refers");

    private static string Query(CatalogTable from, IReadOnlyList<string> fromColumns, CatalogTable to, IReadOnlyList<string> toColumns)
    {
        IEnumerable<string> pairs = fromColumns.Zip(toColumns, (one, other) => $"this.{SqlText.Identifier(one)} = other.{SqlText.Identifier(other)}");
        return $"SELECT DISTINCT other.tableoid::bigint, other.ctid::text FROM {from.From} AS this JOIN {to.From} AS other ON {string.Join(" AND ", pairs)}";
    }

    /// <summary>Whether the rows of a table, or of a partition, are rows of the other.</summary>
    private bool Holds(string whole, CatalogTable table)
    {
        CatalogTable? part = table;
        while (part is not null && part.Id != whole)
        {
            part = part.Parent is { } parent ? plan.Source.Tables[parent] : null;
        }

        return part is not null;
    }

    private async Task<List<RowPlace>> AddAsync(string query, string about, CancellationToken cancellationToken)
    {
        try
        {
            List<RowPlace> found = await source.ReadRowsAsync(query, row => RowSet.Parse(row.GetInt64(0), row.GetString(1)), cancellationToken).ConfigureAwait(false);
            return found.FindAll(_rows.Add);
        }
        catch (NpgsqlException exception)
        {
            throw MaskingErrors.Describe(about, exception);
        }
    }
}
