using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Looks into columns without a rule before anything is copied. Each value that is copied is looked at again on its way.</summary>
internal static class PersonalColumns
{
    private const int SampledRows = 1_000;

    public static bool CanHoldPersonalText(ValueShape shape) => shape.Family switch
    {
        ColumnFamily.Integer => shape.MaximumNumber > int.MaxValue,
        ColumnFamily.Boolean or ColumnFamily.Uuid or ColumnFamily.Enum or ColumnFamily.Date or ColumnFamily.Binary => false,
        _ => true,
    };

    /// <summary>A fault for each column whose first values look like personal data.</summary>
    public static async Task<IReadOnlyList<SpecificationFault>> FindAsync(NpgsqlConnection source, MaskingPlan plan, CancellationToken cancellationToken)
    {
        List<SpecificationFault> faults = [];
        foreach (MaskedTable table in plan.Tables)
        {
            List<MaskedColumn> columns = [.. table.Columns.Where(column => column.Mask is null && CanHoldPersonalText(column.Column.Shape))];
            if (columns.Count > 0)
            {
                faults.AddRange(await LookAsync(source, table, columns, cancellationToken).ConfigureAwait(false));
            }
        }

        return faults;
    }

    private static async Task<IEnumerable<SpecificationFault>> LookAsync(NpgsqlConnection source, MaskedTable table, List<MaskedColumn> columns, CancellationToken cancellationToken)
    {
        Dictionary<MaskedColumn, string> found = [];
        string names = string.Join(", ", columns.Select(column => SqlText.Identifier(column.Column.Name)));
        try
        {
            TextReader rows = await source.BeginTextExportAsync($"COPY (SELECT {names} FROM {table.Source.From} LIMIT {SampledRows}) TO STDOUT", cancellationToken).ConfigureAwait(false);
            using (rows)
            {
                while (await rows.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } row)
                {
                    string[] fields = row.Split(CopyField.Separator);
                    for (int i = 0; i < fields.Length; i++)
                    {
                        if (!found.ContainsKey(columns[i]) && PersonalContent.Find(CopyField.Decode(fields[i])) is { } what)
                        {
                            found.Add(columns[i], what);
                        }
                    }
                }
            }
        }
        catch (NpgsqlException exception)
        {
            throw MaskingErrors.Describe($"Looking into {table.Source.Id}", exception);
        }

        return found.Select(column => ColumnMasks.PersonalData(column.Key.Column, Suspicion(column.Value)));
    }

    public static string Suspicion(string what) => $"a value in it holds what looks like {what}";
}
