using System.Collections.Concurrent;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>A copy of a template that is only read: what every other copy is compared with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Owner">The role that owns what is in it.</param>
/// <param name="Catalog">The tables of the schema.</param>
/// <param name="CatalogRows">How many rows each of them has.</param>
/// <param name="Tables">What holds rows.</param>
/// <param name="TableRows">How many rows each of them has, by its number.</param>
/// <param name="Sequences">What each sequence gives next.</param>
internal sealed record GoldenDatabase(
    string Name,
    string Owner,
    IReadOnlyList<SystemTable> Catalog,
    IReadOnlyList<long> CatalogRows,
    IReadOnlyList<UserTable> Tables,
    IReadOnlyDictionary<uint, long> TableRows,
    IReadOnlyDictionary<UserSequence, SequenceState> Sequences)
{
    /// <summary>Tables of so many rows are read once; larger ones are not worth their memory.</summary>
    private const long MaximumKeptRows = 50_000;

    private readonly ConcurrentDictionary<uint, GoldenTable> _tables = [];

    private readonly Dictionary<uint, UserTable> _byFile = Tables.SelectMany(table => table.Files.Where(file => file != 0), (table, file) => (table, file)).ToDictionary(pair => pair.file, pair => pair.table);

    public required AdminConnections Admin { get; init; }

    /// <summary>The sequences.</summary>
    public IReadOnlyList<UserSequence> SequenceList { get; } = [.. Sequences.Keys];

    /// <summary>How many rows there are in all.</summary>
    public long RowCount { get; } = CatalogRows.Sum() + TableRows.Values.Sum();

    /// <summary>The tables to which files belong; null where one belongs to none of them: to the schema, or to what came later.</summary>
    public IReadOnlyList<UserTable>? TablesOf(IReadOnlySet<uint> files) => files.All(_byFile.ContainsKey) ? [.. files.Select(file => _byFile[file]).Distinct()] : null;

    /// <summary>The rows of a table.</summary>
    public async Task<GoldenTable> TableAsync(UserTable table, CancellationToken cancellationToken)
    {
        if (_tables.TryGetValue(table.Number, out GoldenTable? known))
        {
            return known;
        }

        GoldenTable read = await RunAsync(original => TableDifference.ReadGoldenAsync(original, table, cancellationToken), cancellationToken).ConfigureAwait(false);
        return read.Rows.Count <= MaximumKeptRows ? _tables[table.Number] = read : read;
    }

    public Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken) =>
        Admin.RunOftenInAsync(Name, $"Reading '{Name}'", action, cancellationToken);
}
