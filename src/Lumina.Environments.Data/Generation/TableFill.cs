using System.Globalization;
using System.Text;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Streams the rows of one table to the server as they are made.</summary>
internal sealed class TableFill(GeneratedSource source, RowPlan plan, NpgsqlConnection connection)
{
    private const int PieceLength = 64 * 1024;

    private readonly TableShape _table = plan.Table.Shape;
    private readonly int _seed = source.SeedFor(plan.Table.Wanted.Name);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long before = (long)await NumberAsync($"SELECT count(*) FROM {_table.Sql}", cancellationToken).ConfigureAwait(false);
        Dictionary<ForeignKeyShape, ParentKeys> parents = await ReadParentsAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, decimal> first = await FirstNumbersAsync(before, cancellationToken).ConfigureAwait(false);
        RowMaker rows = new(source, plan, parents, first);
        try
        {
            await CopyAsync(rows, cancellationToken).ConfigureAwait(false);
            foreach (ForeignKeyShape key in plan.LateKeys)
            {
                await connection.ExecuteAsync(LateReferences(key, before), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (PostgresException exception)
        {
            throw new ProviderException($"The server refused a row that was generated for '{_table.Name}': {PostgreSqlErrors.Words(exception)}{Advice(exception)}", exception);
        }

        await TableSequences.MovePastAsync(connection, _table.Name, plan.Columns.Where(column => column.Default is not null || column.IsIdentity).Select(column => column.Name), cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(RowMaker rows, CancellationToken cancellationToken)
    {
        if (plan.Columns.Count == 0)
        {
            string values = $"INSERT INTO {_table.Sql} SELECT FROM generate_series(1, {plan.Table.Wanted.Rows.ToString(CultureInfo.InvariantCulture)})";
            await connection.ExecuteAsync(values, cancellationToken).ConfigureAwait(false);
            return;
        }

        string names = string.Join(", ", plan.Columns.Select(column => SqlText.Identifier(column.Name)));
        NpgsqlCopyTextWriter writer = await connection.BeginTextImportAsync($"COPY {_table.Sql} ({names}) FROM STDIN", cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteAsync(writer, rows, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (exception is not NpgsqlException)
            {
                // What ends well puts the rows in that it has.
                await writer.CancelAsync().ConfigureAwait(false);
            }

            // What it has still to write has nowhere to go, which is not what is to be told.
            await writer.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (exception is NpgsqlException or ProviderException or OperationCanceledException)
            {
                throw;
            }

            throw new ProviderException($"{_table.Name}: the code that gives a column its values failed with {exception.GetType().Name}: {exception.Message}", exception);
        }

        await writer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync(TextWriter writer, RowMaker rows, CancellationToken cancellationToken)
    {
        StringBuilder piece = new(PieceLength + 1024);
        for (int i = 0; i < plan.Table.Wanted.Rows; i++)
        {
            CopyText.AppendRow(piece, rows.Make(i));
            if (piece.Length >= PieceLength || i == plan.Table.Wanted.Rows - 1)
            {
                await writer.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                piece.Clear();
            }
        }
    }

    private async Task<Dictionary<ForeignKeyShape, ParentKeys>> ReadParentsAsync(CancellationToken cancellationToken)
    {
        Dictionary<ForeignKeyShape, ParentKeys> parents = [];
        foreach (ForeignKeyShape key in plan.Keys)
        {
            bool isCombined = plan.Combined.Exists(unique => key.Columns.All(column => unique.Contains(column, StringComparer.Ordinal)));
            int bound = isCombined ? Math.Max(ParentKeys.Bound, plan.Table.Wanted.Rows) : ParentKeys.Bound;
            ParentKeys keys = await ParentKeys.ReadAsync(connection, key, bound, _seed, cancellationToken).ConfigureAwait(false);
            if (keys.Count == 0 && key.Columns.All(column => _table.Find(column)!.IsRequired))
            {
                throw new ProviderException($"{_table.Name} ({string.Join(", ", key.Columns)}) must refer to a row of {key.ParentName}, which has none: generate rows for it too, or put a source that fills it before.");
            }

            parents.Add(key, keys);
        }

        return parents;
    }

    /// <summary>Where the counting of distinct values begins: after what is there.</summary>
    private async Task<Dictionary<string, decimal>> FirstNumbersAsync(long before, CancellationToken cancellationToken)
    {
        Dictionary<string, decimal> first = new(StringComparer.Ordinal);
        foreach (string column in plan.Counted)
        {
            ValueMaker maker = plan.Made[column];
            decimal highest = maker.IsNumber && before > 0
                ? await NumberAsync($"SELECT trunc(coalesce(max({SqlText.Identifier(column)}), 0)::numeric) FROM {_table.Sql}", cancellationToken).ConfigureAwait(false)
                : 0;
            decimal next = maker.IsNumber ? Math.Max(maker.FirstNumber, highest + 1) : before;
            decimal taken = next - (maker.IsNumber ? maker.FirstNumber : 0);
            if (taken + plan.Table.Wanted.Rows > maker.Possible)
            {
                throw new ProviderException($"{_table.Name} cannot get {plan.Table.Wanted.Rows} more rows: {column} ({_table.Find(column)!.FullType}), which must differ in each, can have {maker.Possible} values, and {taken} are taken or passed over. Ask for fewer rows, or give the column by Columns.");
            }

            first.Add(column, next);
        }

        return first;
    }

    private async Task<decimal> NumberAsync(string query, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = new(query, connection) { CommandTimeout = 0 };
        return Convert.ToDecimal(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    /// <summary>Nine in ten refer to a row that comes before them in the order of the keys, drawn by a hash of their place.</summary>
    private string LateReferences(ForeignKeyShape key, long before)
    {
        string parentColumns = string.Join(", ", key.ParentColumns.Select(SqlText.Identifier));
        string set = string.Join(", ", key.Columns.Zip(key.ParentColumns, (column, parent) => $"{SqlText.Identifier(column)} = p.{SqlText.Identifier(parent)}"));
        return string.Create(CultureInfo.InvariantCulture, $"""
            WITH numbered AS (SELECT tableoid AS lumina_table, ctid AS lumina_place, {parentColumns}, row_number() OVER (ORDER BY {parentColumns}) - 1 AS lumina_number FROM {_table.Sql})
            UPDATE {_table.Sql} x SET {set}
            FROM numbered o JOIN numbered p ON p.lumina_number = (hashint8extended(o.lumina_number, {_seed}) & 9223372036854775807) % greatest(o.lumina_number, 1)
            WHERE o.lumina_number > 0 AND o.lumina_number >= {before} AND o.lumina_number % 10 <> 0 AND x.tableoid = o.lumina_table AND x.ctid = o.lumina_place
            """);
    }

    private static string Advice(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation => " Give a column of the key by Columns, with values that differ (faker.IndexFaker is the row's number), or ask for fewer rows.",
        PostgresErrorCodes.CheckViolation or PostgresErrorCodes.ExclusionViolation => " The constraint says more than the generator reads: give the columns of which it speaks by Columns.",
        _ => " Give the column by Columns.",
    };
}
