using System.Globalization;
using Bogus;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Keys of a parent table, from which those of its children are drawn.</summary>
internal sealed class ParentKeys
{
    /// <summary>So many are read at most, however many rows the parent has; more only for a foreign key that is unique by itself, which needs one for each row.</summary>
    public const int Bound = 10_000;

    private readonly Dictionary<string, List<int>> _matches = new(StringComparer.Ordinal);
    private readonly List<string[]> _keys;

    private ParentKeys(List<string[]> keys) => _keys = keys;

    public int Count => _keys.Count;

    public IReadOnlyList<string> this[int index] => _keys[index];

    /// <summary>Reads them in an order that looks random and depends on nothing but the keys and the seed, wherever the rows lie.</summary>
    public static async Task<ParentKeys> ReadAsync(NpgsqlConnection connection, ForeignKeyShape key, int bound, int seed, CancellationToken cancellationToken)
    {
        string[] columns = [.. key.ParentColumns.Select(column => $"{SqlText.Identifier(column)}::text")];
        string whole = $"concat_ws('|', {string.Join(", ", columns)})";
        string statement = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {string.Join(", ", columns)} FROM {key.ParentName} WHERE {string.Join(" AND ", columns.Select(column => $"{column} IS NOT NULL"))} ORDER BY hashtextextended({whole}, {seed}), {whole} COLLATE \"C\" LIMIT {bound}");
        List<string[]> keys = [];
        using NpgsqlCommand command = new(statement, connection) { CommandTimeout = 0 };
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                keys.Add([.. Enumerable.Range(0, columns.Length).Select(reader.GetString)]);
            }
        }

        return new ParentKeys(keys);
    }

    /// <summary>Draws one whose values are those that are settled already; null where there is none.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="settled">For each column of the key its value, or null where it is free.</param>
    public IReadOnlyList<string>? Draw(Randomizer random, IReadOnlyList<string?> settled)
    {
        if (settled.All(value => value is null))
        {
            return Count == 0 ? null : _keys[random.Int(0, Count - 1)];
        }

        string mask = string.Concat(settled.Select(value => value is null ? '0' : '1'));
        if (!_matches.ContainsKey(mask))
        {
            IndexBy(mask);
        }

        return _matches.TryGetValue(mask + Text(mask, settled), out List<int>? matches) ? _keys[matches[random.Int(0, matches.Count - 1)]] : null;
    }

    private void IndexBy(string mask)
    {
        _matches.Add(mask, []);
        for (int i = 0; i < _keys.Count; i++)
        {
            string text = mask + Text(mask, _keys[i]);
            if (!_matches.TryGetValue(text, out List<int>? matches))
            {
                _matches.Add(text, matches = []);
            }

            matches.Add(i);
        }
    }

    private static string Text(string mask, IReadOnlyList<string?> values) => string.Concat(values.Where((_, i) => mask[i] == '1').Select(value => $"|{value!.Length}:{value}"));
}
