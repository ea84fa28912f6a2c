using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Makes the rows of all tables up and puts them in.</summary>
internal sealed class GenerationRun(GeneratedSource source, NpgsqlConnection connection)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<(GeneratedTable Wanted, TableShape Shape)> tables = [];
        foreach (GeneratedTable table in source.Tables)
        {
            tables.Add((table, await TableCatalog.ReadAsync(connection, table.Name, cancellationToken).ConfigureAwait(false)));
        }

        List<string> problems = [];
        RowPlan[] plans = [.. TableOrder.Of(tables).Select(table => RowPlan.Of(table, source.ReferenceTime.UtcDateTime, problems))];
        if (problems.Count > 0)
        {
            throw new ProviderException($"Rows cannot be generated: {string.Join(" ", problems)}");
        }

        foreach (RowPlan plan in plans.Where(plan => plan.Table.Wanted.Rows > 0))
        {
            await new TableFill(source, plan, connection).RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
