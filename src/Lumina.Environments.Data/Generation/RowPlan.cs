using System.Text.RegularExpressions;

namespace Lumina.Environments.Data;

/// <summary>How each column of a table gets its values.</summary>
internal sealed partial class RowPlan
{
    private RowPlan(OrderedTable table) => Table = table;

    public OrderedTable Table { get; }

    /// <summary>The columns that are written, in their order. All others are left to the server.</summary>
    public List<ColumnShape> Columns { get; } = [];

    /// <summary>The columns whose values are made up, each with its maker.</summary>
    public Dictionary<string, ValueMaker> Made { get; } = new(StringComparer.Ordinal);

    /// <summary>The foreign keys that are drawn from other tables; those with many columns first, since they settle what shorter ones share with them.</summary>
    public List<ForeignKeyShape> Keys { get; } = [];

    /// <summary>The foreign keys that are drawn from earlier rows of the table itself.</summary>
    public List<ForeignKeyShape> OwnKeys { get; } = [];

    /// <summary>Foreign keys to the table itself whose parents get their keys from the server, so that they are set when all rows are in.</summary>
    public List<ForeignKeyShape> LateKeys { get; } = [];

    /// <summary>The columns in which no two rows have the same value, counted off.</summary>
    public HashSet<string> Counted { get; } = new(StringComparer.Ordinal);

    /// <summary>Unique keys whose combinations are gone through one by one, since none of their columns can be counted off: foreign keys and columns of few values.</summary>
    public List<IReadOnlyList<string>> Combined { get; } = [];

    /// <param name="table">The table.</param>
    /// <param name="referenceTime">The time that counts as now.</param>
    /// <param name="problems">What keeps the table from being filled is added.</param>
    public static RowPlan Of(OrderedTable table, DateTime referenceTime, List<string> problems)
    {
        RowPlan plan = new(table);
        plan.CheckGiven(problems);
        plan.SortKeys(problems);
        foreach (ColumnShape column in table.Shape.Columns)
        {
            plan.Add(column, referenceTime, problems);
        }

        foreach (ForeignKeyShape key in table.Shape.ForeignKeys.Where(key => key.Parent == table.Shape.Id && !plan.IsGiven(key)))
        {
            plan.AddOwn(key, problems);
        }

        foreach (IReadOnlyList<string> key in table.Shape.UniqueKeys)
        {
            plan.MakeDistinct(key, problems);
        }

        return plan;
    }

    public bool IsWritten(string column) => Columns.Exists(candidate => candidate.Name == column);

    private string Name => Table.Wanted.Name;

    private bool IsGiven(string column) => Table.Wanted.Columns.ContainsKey(column);

    private bool IsGiven(ForeignKeyShape key) => key.Columns.All(IsGiven);

    private void CheckGiven(List<string> problems)
    {
        foreach (string given in Table.Wanted.Columns.Keys.Order(StringComparer.Ordinal))
        {
            if (Table.Shape.Find(given) is not { } column)
            {
                problems.Add($"'{Name}' has no column '{given}'; it has {string.Join(", ", Table.Shape.Columns.Select(candidate => candidate.Name))}.");
            }
            else if (column.IsGenerated)
            {
                problems.Add($"{Name}.{given} is computed by the server: leave it out.");
            }
        }
    }

    private void SortKeys(List<string> problems)
    {
        foreach (ForeignKeyShape key in Table.Shape.ForeignKeys.OrderByDescending(key => key.Columns.Count).ThenBy(key => key.Name, StringComparer.Ordinal))
        {
            if (!IsGiven(key) && key.Columns.Any(IsGiven))
            {
                problems.Add($"{Name}: the foreign key '{key.Name}' has the columns {string.Join(", ", key.Columns)}: give all of them, or none.");
            }
            else if (!IsGiven(key) && key.Parent != Table.Shape.Id && !Table.LeftNull.Contains(key))
            {
                Keys.Add(key);
            }
        }
    }

    private void Add(ColumnShape column, DateTime referenceTime, List<string> problems)
    {
        if (column.IsGenerated)
        {
            return;
        }

        CheckNumbering(column, problems);

        if (IsGiven(column.Name) || Keys.Exists(key => key.Columns.Contains(column.Name, StringComparer.Ordinal)))
        {
            Columns.Add(column);
            return;
        }

        ForeignKeyShape[] references = [.. Table.Shape.ForeignKeys.Where(key => key.Columns.Contains(column.Name, StringComparer.Ordinal))];
        if (references.Length > 0 && !column.IsRequired)
        {
            // Null until it is known to what it refers; a default would refer to what is not there.
            Columns.Add(column);
        }
        else if (!column.IsIdentity && !IsTheServers(column.Default) && !Array.Exists(references, key => key.Parent == Table.Shape.Id && IsRequired(key)))
        {
            AddMade(column, new ValueMaker(column, referenceTime), problems);
        }
    }

    // The server's own numbers begin with 1, whatever their sequence says: of others it has the last word.
    private void CheckNumbering(ColumnShape column, List<string> problems)
    {
        bool isNumbered = column.IsIdentity || column.Default?.StartsWith("nextval(", StringComparison.Ordinal) == true;
        if (isNumbered && column.Type == "int2" && Table.Wanted.Rows > short.MaxValue && !IsGiven(column.Name))
        {
            problems.Add($"{Name} cannot get {Table.Wanted.Rows} rows: the server numbers them in {column.Name} ({column.FullType}), up to {short.MaxValue}. Ask for fewer rows, or give the column a larger type.");
        }
    }

    private void AddMade(ColumnShape column, ValueMaker maker, List<string> problems)
    {
        if (maker.CanMake)
        {
            Columns.Add(column);
            Made.Add(column.Name, maker);
        }
        else if (column.IsRequired && column.Default is null)
        {
            problems.Add($"{Name}.{column.Name} ({column.FullType}) cannot be null and cannot be made up: give it by Columns = {{ [\"{column.Name}\"] = faker => … }}.");
        }
    }

    private void AddOwn(ForeignKeyShape key, List<string> problems)
    {
        bool sharesColumns = key.ParentColumns.Any(column => key.Columns.Contains(column, StringComparer.Ordinal));
        if (!sharesColumns && key.ParentColumns.All(IsWritten))
        {
            OwnKeys.Add(key);
            Columns.AddRange(key.Columns.Where(column => !IsWritten(column)).Select(column => Table.Shape.Find(column)!));
        }
        else if (IsRequired(key))
        {
            problems.Add($"{Name} ({string.Join(", ", key.Columns)}) refers to rows of the table itself, whose keys are not known before they are there, and cannot be null: give it by Columns.");
        }
        else if (!sharesColumns)
        {
            LateKeys.Add(key);
        }
    }

    private bool IsRequired(ForeignKeyShape key) => key.Columns.All(column => Table.Shape.Find(column)!.IsRequired);

    private void MakeDistinct(IReadOnlyList<string> key, List<string> problems)
    {
        bool isSettled = key.Count == 0 || key.Any(IsDistinct);
        if (isSettled)
        {
            return;
        }

        if (key.FirstOrDefault(column => Made.TryGetValue(column, out ValueMaker? maker) && maker.CanCount(Table.Wanted.Rows)) is { } counted)
        {
            Counted.Add(counted);
        }
        else if (Possible(key) is { } possible && possible < Table.Wanted.Rows)
        {
            problems.Add($"{Name} cannot get {Table.Wanted.Rows} rows: its unique key ({string.Join(", ", key)}) has {possible} combinations, from {string.Join(" and ", key.Select(column => $"{Made[column].Possible} of {column} ({Table.Shape.Find(column)!.FullType})"))}. Ask for fewer rows, or give the column by Columns where it can have more values than the generator makes.");
        }
        else
        {
            Combined.Add(key);
        }
    }

    /// <summary>How many rows a unique key allows by what its columns can have; null where a part of it depends on other tables or is not known.</summary>
    private decimal? Possible(IReadOnlyList<string> key)
    {
        decimal product = 1;
        foreach (string column in key)
        {
            if (Made.GetValueOrDefault(column)?.Possible is not { } values)
            {
                return null;
            }

            product = product > int.MaxValue ? product : product * values;
        }

        return product;
    }

    /// <summary>Whether a column makes every key distinct of which it is part, or another than the generator answers for it: the server, who gave it, or that it is null.</summary>
    private bool IsDistinct(string column) => IsGiven(column) || Counted.Contains(column)
        || (Made.TryGetValue(column, out ValueMaker? maker) ? maker.IsDistinctByNature : !Keys.Exists(key => key.Columns.Contains(column, StringComparer.Ordinal)));

    /// <summary>A constant, or the next number of a sequence. What else a default computes, such as the time or a random number, differs from run to run and is made up.</summary>
    private static bool IsTheServers(string? expression) => expression is not null
        && (expression.StartsWith("nextval(", StringComparison.Ordinal) || (Constant().Replace(expression, "").IndexOf('(', StringComparison.Ordinal) < 0 && !Clock().IsMatch(expression)));

    [GeneratedRegex(@"'(?:[^']|'')*'|\(\d+(?:,\d+)?\)|^\(|\(-", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Constant();

    [GeneratedRegex(@"^\(?(?:CURRENT_|LOCALTIME)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Clock();
}
