using System.Text;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Carries a masked copy out.</summary>
internal sealed class MaskedCopyRun(MaskedCopy copy)
{
    private const int MostRows = 50_000_000;

    /// <summary>All that is wrong, before anything is copied.</summary>
    /// <param name="target">An open connection to the database that is to be filled, as the owner of its tables.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<SpecificationFault>> CheckAsync(NpgsqlConnection target, CancellationToken cancellationToken)
    {
        IReadOnlyList<SpecificationFault> faults = CheckSettings();
        if (faults.Count > 0)
        {
            return faults;
        }

        MaskedSource source = await MaskedSource.OpenAsync(copy.Source.Reveal(), cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            DatabaseCatalog catalog = await ReadCatalogAsync(target, "the database that is to be filled", cancellationToken).ConfigureAwait(false);
            return (await PlanAsync(source.Connection, target, catalog, cancellationToken).ConfigureAwait(false)).Faults;
        }
    }

    /// <summary>Copies all, or nothing.</summary>
    /// <param name="target">An open connection to the database that is to be filled, as the owner of its tables, with no transaction open.</param>
    /// <param name="cancellationToken">Ends it; nothing is copied then.</param>
    /// <exception cref="ProviderException">Something is wrong with the copy, or a server refused something. No value is in its text.</exception>
    public async Task RunAsync(NpgsqlConnection target, CancellationToken cancellationToken)
    {
        Require(CheckSettings());
        MaskedSource source = await MaskedSource.OpenAsync(copy.Source.Reveal(), cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                NpgsqlTransaction transaction = await target.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await CopyAsync(source.Connection, target, cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (NpgsqlException exception)
            {
                throw MaskingErrors.Describe("Filling a database with a masked copy", exception);
            }
        }
    }

    private async Task CopyAsync(NpgsqlConnection source, NpgsqlConnection target, CancellationToken cancellationToken)
    {
        await target.ExecuteTogetherAsync(CopyForm.Settings, cancellationToken).ConfigureAwait(false);
        DatabaseCatalog catalog = await ReadCatalogAsync(target, "the database that is to be filled", cancellationToken).ConfigureAwait(false);
        (MaskingPlan plan, IReadOnlyList<SpecificationFault> faults) = await PlanAsync(source, target, catalog, cancellationToken).ConfigureAwait(false);
        Require(faults);
        RowSet rows = await new SubsetWalk(source, plan, copy.MaximumRows).FindAsync(cancellationToken).ConfigureAwait(false);
        TargetPreparation preparation = new(target, plan, catalog);
        await preparation.PrepareAsync(cancellationToken).ConfigureAwait(false);
        TableCopy tables = new(source, target, plan, new MaskingKey(copy.MaskingKey.Reveal()));
        foreach (MaskedTable table in plan.Tables)
        {
            await tables.CopyAsync(table, rows, cancellationToken).ConfigureAwait(false);
        }

        Require(tables.PersonalData);
        await preparation.FinishAsync(cancellationToken).ConfigureAwait(false);
        await TargetSequences.MoveAsync(target, plan, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(MaskingPlan Plan, IReadOnlyList<SpecificationFault> Faults)> PlanAsync(
        NpgsqlConnection source, NpgsqlConnection target, DatabaseCatalog catalog, CancellationToken cancellationToken)
    {
        List<SpecificationFault> faults = [];
        DatabaseCatalog sourceCatalog = await ReadCatalogAsync(source, "the source of a masked copy", cancellationToken).ConfigureAwait(false);
        MaskingPlan plan = new MaskingPlanner(copy, sourceCatalog, catalog, faults).Make();
        faults.AddRange(await PersonalColumns.FindAsync(source, plan, cancellationToken).ConfigureAwait(false));
        faults.AddRange(await FindFilledTablesAsync(target, plan, cancellationToken).ConfigureAwait(false));

        // A column can be told by its name and by its values: once is enough.
        return (plan, [.. faults.DistinctBy(fault => fault.Fix.Contains("MaskingRule.ForColumn", StringComparison.Ordinal) ? fault.Fix : fault.ToString(), StringComparer.Ordinal)]);
    }

    private static async Task<IEnumerable<SpecificationFault>> FindFilledTablesAsync(NpgsqlConnection target, MaskingPlan plan, CancellationToken cancellationToken)
    {
        List<SpecificationFault> faults = [];
        foreach (MaskedTable table in plan.Tables)
        {
            if (await HasRowsAsync(target, table.Target, cancellationToken).ConfigureAwait(false))
            {
                faults.Add(new SpecificationFault("target", $"Table {table.Target.Id} has rows already, and the copy would put its own beside them.", "Take its rows out of the SQL files that are run before the copy, or truncate it at their end."));
            }
        }

        return faults;
    }

    private static async Task<bool> HasRowsAsync(NpgsqlConnection target, CatalogTable table, CancellationToken cancellationToken)
    {
        try
        {
            return (await target.ReadRowsAsync($"SELECT EXISTS (SELECT FROM {table.From})", row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];
        }
        catch (NpgsqlException exception)
        {
            throw MaskingErrors.Describe($"Looking whether {table.Id} is empty", exception);
        }
    }

    /// <summary>What is wrong with the copy by itself.</summary>
    public IReadOnlyList<SpecificationFault> CheckSettings()
    {
        List<SpecificationFault> faults = [];
        Check(copy.Source.TryReveal() is { Length: > 0 }, "source", "The source's connection string has no value.", "Give it, or set the environment variable from which it comes.");
        int keyBytes = Encoding.UTF8.GetByteCount(copy.MaskingKey.TryReveal() ?? "");
        Check(keyBytes >= MaskedCopy.MinimumKeyBytes, "maskingKey", $"The key has {keyBytes} bytes.", $"It needs at least {MaskedCopy.MinimumKeyBytes}: take random ones, and keep them as secret as the source.");
        Check(copy.Starts.Count > 0, "starts", "The copy starts with no table.", "Name at least one in MaskedCopy.Starts.");
        Check(copy.MaximumRows is >= 1 and <= MostRows, "maximumRows", $"The number of rows is {copy.MaximumRows}.", $"It is from 1 to {MostRows}.");
        for (int i = 0; i < copy.Starts.Count; i++)
        {
            Check(copy.Starts[i].Limit is null or >= 1, $"starts[{i}].limit", $"The limit is {copy.Starts[i].Limit}.", "It is at least 1, or none.");
        }

        return faults;

        void Check(bool holds, string path, string problem, string fix)
        {
            if (!holds)
            {
                faults.Add(new SpecificationFault(path, problem, fix));
            }
        }
    }

    private static void Require(IReadOnlyCollection<SpecificationFault> faults)
    {
        if (faults.Count > 0)
        {
            throw new ProviderException($"Nothing was copied: {faults.Count} thing(s) are wrong with the masked copy.{string.Concat(faults.Select(fault => $"{Environment.NewLine}  {fault}"))}");
        }
    }

    private static async Task<DatabaseCatalog> ReadCatalogAsync(NpgsqlConnection connection, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await DatabaseCatalogReader.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw MaskingErrors.Describe($"Reading the tables of {what}", exception);
        }
    }
}
