using Bogus;

namespace Lumina.Environments;

/// <summary>Rows that are made up for one table, which is there already.</summary>
public sealed class GeneratedTable
{
    /// <summary>Asks for rows.</summary>
    /// <param name="name">The table as the catalog spells it, with its schema in front where it has another than the default: <c>sales.orders</c>.</param>
    /// <param name="rows">How many; 0 to 100,000,000.</param>
    public GeneratedTable(string name, int rows)
    {
        ArgumentNullException.ThrowIfNull(name);
        (Name, Rows) = (name, rows);
    }

    /// <summary>The table.</summary>
    public string Name { get; }

    /// <summary>How many rows it gets.</summary>
    public int Rows { get; }

    /// <summary>
    /// Columns whose values you give, each by what makes a row's value: null for null. Empty by default: a column that is not here is filled by its type, name and constraints.
    /// <c>faker.IndexFaker</c> is the row's number from 0, for values that must differ. Whatever is random or depends on time must come from the faker, so that the same seed gives the same rows.
    /// </summary>
    public IDictionary<string, Func<Faker, object?>> Columns { get; init; } = new Dictionary<string, Func<Faker, object?>>(StringComparer.Ordinal);
}
