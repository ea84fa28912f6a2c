using System.Text;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Streams the chosen rows of tables from the source into the target.</summary>
internal sealed class TableCopy
{
    private readonly NpgsqlConnection _source;
    private readonly NpgsqlConnection _target;
    private readonly MaskingPlan _plan;
    private readonly ValueMasks _masks;
    private readonly Dictionary<MaskingKind, UniqueReplacements> _unique;
    private readonly Dictionary<string, SpecificationFault> _personal = new(StringComparer.Ordinal);

    public TableCopy(NpgsqlConnection source, NpgsqlConnection target, MaskingPlan plan, MaskingKey key)
    {
        (_source, _target, _plan, _masks) = (source, target, plan, new ValueMasks(key));
        _unique = plan.Tables.SelectMany(table => table.Columns).Where(column => column.IsUnique && MaskOf(column) is { KeepsDifferent: false })
            .Select(column => column.Mask!.Kind).Distinct().ToDictionary(kind => kind, _ => new UniqueReplacements());
    }

    /// <summary>Columns without a rule in which a value that looks like personal data was met.</summary>
    public IReadOnlyCollection<SpecificationFault> PersonalData => _personal.Values;

    public async Task CopyAsync(MaskedTable table, RowSet rows, CancellationToken cancellationToken)
    {
        List<(CatalogTable Leaf, string Places)> pieces = [.. _plan.Source.Leaves(table.Source).OrderBy(leaf => leaf.Id, StringComparer.Ordinal).SelectMany(leaf => rows.Pieces(leaf).Select(places => (leaf, places)))];
        if (pieces.Count == 0)
        {
            return;
        }

        FieldMask[] masks = [.. table.Columns.Select(column => new FieldMask(column, MaskOf(column), Unique(column), NotePersonal))];
        try
        {
            NpgsqlCopyTextWriter writer = await _target.BeginTextImportAsync($"COPY {table.Target.Sql}{(masks.Length > 0 ? $" ({table.ColumnList})" : "")} FROM STDIN", cancellationToken).ConfigureAwait(false);
            writer.Timeout = 0;
            try
            {
                foreach ((CatalogTable leaf, string places) in pieces)
                {
                    await CopyPieceAsync(table, leaf, places, masks, writer, cancellationToken).ConfigureAwait(false);
                }
            }
            catch
            {
                // Disposing of it would take in what has come so far.
                await CancelAsync(writer).ConfigureAwait(false);
                throw;
            }

            await writer.DisposeAsync().ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw MaskingErrors.Describe($"Copying {table.Source.Id}", exception);
        }
    }

    private async Task CopyPieceAsync(MaskedTable table, CatalogTable leaf, string places, FieldMask[] masks, TextWriter writer, CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        TextReader reader = await _source.BeginTextExportAsync(
            $"COPY (SELECT {table.ColumnList} FROM ONLY {leaf.Sql} WHERE ctid = ANY ({places}) ORDER BY ctid) TO STDOUT", cancellationToken).ConfigureAwait(false);
        using (reader)
        {
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } row)
            {
                string[] fields = row.Split(CopyField.Separator);
                line.Clear();
                for (int i = 0; i < masks.Length; i++)
                {
                    line.Append(i == 0 ? "" : "\t").Append(masks[i].Replace(fields[i]));
                }

                await writer.WriteAsync(line.Append('\n'), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private IValueMask? MaskOf(MaskedColumn column) => column.Mask?.Kind is null or MaskingKind.Keep or MaskingKind.Null or MaskingKind.Constant
        ? null
        : _masks.For(column.Mask.Kind, column.Shape.Family);

    private UniqueReplacements? Unique(MaskedColumn column) => column.Mask is { } mask ? _unique.GetValueOrDefault(mask.Kind) : null;

    private void NotePersonal(MaskedColumn column, string what) =>
        _personal.TryAdd(column.Column.Id, ColumnMasks.PersonalData(column.Column, PersonalColumns.Suspicion(what)));

    private static async Task CancelAsync(NpgsqlCopyTextWriter writer)
    {
        try
        {
            // Disposing would end it as if all were in.
            await writer.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException)
        {
            // What went wrong first is what is told.
        }
    }
}
