using System.Globalization;

namespace Lumina.Environments.Data;

/// <summary>What must hold for generated rows, as far as it can be seen without the database.</summary>
internal static class GeneratedRules
{
    private const int MaximumRows = 100_000_000;

    public static IEnumerable<SpecificationFault> Check(GeneratedSource source)
    {
        if (source.Tables.Count == 0)
        {
            yield return new SpecificationFault("tables", "It names no table.", "Name at least one, or leave the source out.");
        }

        if (!Bogus.Database.LocaleResourceExists(source.Locale))
        {
            yield return new SpecificationFault("locale", $"'{source.Locale}' is no locale of Bogus.", "Use one that it has, such as en, de, fr or en_GB.");
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < source.Tables.Count; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"tables[{i}]");
            GeneratedTable table = source.Tables[i];
            if (string.IsNullOrWhiteSpace(table.Name))
            {
                yield return new SpecificationFault($"{path}.name", "It is empty.", "Name the table.");
            }
            else if (!names.Add(table.Name))
            {
                yield return new SpecificationFault($"{path}.name", $"'{table.Name}' is there twice.", "Ask for all of its rows in one place.");
            }

            if (table.Rows is < 0 or > MaximumRows)
            {
                yield return new SpecificationFault($"{path}.rows", $"{table.Rows} is out of range.", $"Allowed: 0 to {MaximumRows}.");
            }
        }
    }
}
