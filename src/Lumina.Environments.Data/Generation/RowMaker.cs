using System.Globalization;
using Bogus;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>Makes the rows of one table, one after another.</summary>
internal sealed class RowMaker
{
    /// <summary>Foreign keys that share a column are drawn anew so many times where they do not meet.</summary>
    private const int MaximumDraws = 50;

    private readonly RowPlan _plan;
    private readonly Faker<Row> _rows;
    private readonly IReadOnlyDictionary<ForeignKeyShape, ParentKeys> _parents;
    private readonly IReadOnlyDictionary<string, decimal> _first;
    private readonly Dictionary<string, int> _index;
    private readonly IReadOnlyList<KeyCombinations> _combinations;
    private readonly List<string?[]>[] _earlier;
    private readonly string?[] _row;
    private Faker _faker = null!;
    private int _number;

    /// <param name="source">Seed, locale and time.</param>
    /// <param name="plan">How the columns get their values.</param>
    /// <param name="parents">The keys of the parents.</param>
    /// <param name="first">For each column that is counted off, what it begins with.</param>
    public RowMaker(GeneratedSource source, RowPlan plan, IReadOnlyDictionary<ForeignKeyShape, ParentKeys> parents, IReadOnlyDictionary<string, decimal> first)
    {
        (_plan, _parents, _first) = (plan, parents, first);
        _index = plan.Columns.Select((column, i) => (column.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        _combinations = [.. plan.Combined.Select(key => KeyCombinations.Of(plan, key, parents)).OfType<KeyCombinations>()];
        _earlier = [.. plan.OwnKeys.Select(_ => new List<string?[]>())];
        _row = new string?[plan.Columns.Count];
        _rows = new Faker<Row>(source.Locale)
            .UseSeed(source.SeedFor(plan.Table.Wanted.Name))
            .UseDateTimeReference(source.ReferenceTime.UtcDateTime)
            .CustomInstantiator(Fill);
    }

    /// <summary>Makes the next row. The list is the same each time.</summary>
    /// <exception cref="ProviderException">What makes a column's value threw, or foreign keys that share a column do not meet.</exception>
    public IReadOnlyList<string?> Make(int row)
    {
        _number = row;
        _rows.Generate();
        return _row;
    }

    // Bogus begins a new context for each row, which holds the person of faker.Person.
    private Row Fill(Faker faker)
    {
        _faker = faker;
        _faker.IndexFaker = _number;
        DrawKeys(_number);
        foreach (ColumnShape column in _plan.Columns)
        {
            if (_plan.Table.Wanted.Columns.TryGetValue(column.Name, out Func<Faker, object?>? give))
            {
                _row[_index[column.Name]] = Given(column.Name, give);
            }
            else if (_plan.Made.TryGetValue(column.Name, out ValueMaker? maker) && !_combinations.Any(combination => combination.Has(column.Name)))
            {
                _row[_index[column.Name]] = maker.Make(_faker, _plan.Counted.Contains(column.Name) ? (long)_first[column.Name] + _number : null);
            }
        }

        for (int i = 0; i < _plan.OwnKeys.Count; i++)
        {
            DrawOwn(_plan.OwnKeys[i], _earlier[i]);
        }

        return Row.Made;
    }

    private string? Given(string column, Func<Faker, object?> give)
    {
        try
        {
            return CopyText.Of(give(_faker));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ProviderException(string.Create(CultureInfo.InvariantCulture, $"The value of {_plan.Table.Wanted.Name}.{column} for row {_number} could not be made: {exception.GetType().Name}: {exception.Message}"), exception);
        }
    }

    private void DrawKeys(int row)
    {
        for (int draw = 0; ; draw++)
        {
            Array.Clear(_row);
            foreach (KeyCombinations combination in _combinations)
            {
                combination.Set(row, (column, value) => _row[_index[column]] = value);
            }

            if (_plan.Keys.Find(key => !TryDraw(key)) is not { } failed)
            {
                return;
            }

            if (draw == MaximumDraws)
            {
                throw new ProviderException($"{_plan.Table.Wanted.Name}: no row of {failed.ParentName} goes with the other foreign keys that share a column with '{failed.Name}' ({string.Join(", ", failed.Columns)}). Give the columns of one of them by Columns, or more rows to {failed.ParentName}.");
            }
        }
    }

    private bool TryDraw(ForeignKeyShape key)
    {
        string?[] settled = [.. key.Columns.Select(column => _row[_index[column]])];
        if (Array.TrueForAll(settled, value => value is not null))
        {
            return true;
        }

        if (_parents[key].Draw(_faker.Random, settled) is { } drawn)
        {
            for (int i = 0; i < settled.Length; i++)
            {
                _row[_index[key.Columns[i]]] = drawn[i];
            }

            return true;
        }

        // One null is enough for the whole to refer to nothing.
        return key.Columns.Any(column => _row[_index[column]] is null && !_plan.Columns[_index[column]].IsRequired);
    }

    /// <summary>The first rows refer to themselves where they must refer to something, else to nothing, as one in ten does after them.</summary>
    private void DrawOwn(ForeignKeyShape key, List<string?[]> earlier)
    {
        string?[] own = [.. key.ParentColumns.Select(column => _row[_index[column]])];
        bool isRequired = key.Columns.All(column => _plan.Columns[_index[column]].IsRequired);
        bool isRoot = earlier.Count == 0 || _faker.Random.Int(0, 9) == 0;
        string?[]? drawn = !isRoot ? earlier[_faker.Random.Int(0, earlier.Count - 1)] : isRequired ? own : null;
        for (int i = 0; drawn is not null && i < drawn.Length; i++)
        {
            _row[_index[key.Columns[i]]] = drawn[i];
        }

        if (earlier.Count < ParentKeys.Bound)
        {
            earlier.Add(own);
        }
        else
        {
            earlier[_faker.Random.Int(0, earlier.Count - 1)] = own;
        }
    }

    /// <summary>Stands for a row with Bogus, which makes objects.</summary>
    private sealed class Row
    {
        public static Row Made { get; } = new();
    }
}
