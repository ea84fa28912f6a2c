using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>Rows of the source, each as its table and its place in it: that stays the same as long as the transaction that reads.</summary>
/// <remarks>A place is 8 bytes whatever the key, and every table has it, also one without a key.</remarks>
internal sealed class RowSet(int maximum)
{
    private const int OffsetBits = 16;
    private readonly Dictionary<uint, HashSet<ulong>> _rows = [];
    private int _count;

    /// <summary>False where the row was known.</summary>
    /// <exception cref="ProviderException">There are more rows than allowed.</exception>
    public bool Add(RowPlace row)
    {
        if (!_rows.TryGetValue(row.Table, out HashSet<ulong>? places))
        {
            _rows.Add(row.Table, places = []);
        }

        if (!places.Add(row.Place))
        {
            return false;
        }

        return ++_count <= maximum ? true : throw new ProviderException(
            $"The masked copy has more than {maximum.ToString("N0", CultureInfo.InvariantCulture)} rows. Start with fewer (MaskedStart.Where, Limit), or raise MaskedCopy.MaximumRows; each row costs some 30 bytes of memory.");
    }

    public IEnumerable<RowPlace> All => _rows.SelectMany(table => table.Value.Select(place => new RowPlace(table.Key, place)));

    /// <summary>The rows of one table in the order of their places, in pieces, as literals of PostgreSQL.</summary>
    public IEnumerable<string> Pieces(CatalogTable table) =>
        _rows.TryGetValue(table.Oid, out HashSet<ulong>? places) ? Literals(places.Order()) : [];

    public static IEnumerable<string> Literals(IEnumerable<ulong> places)
    {
        const int RowsAtOnce = 5_000;
        return places.Chunk(RowsAtOnce).Select(piece => $"'{{{string.Join(',', piece.Select(place => $"\"({place >> OffsetBits},{place & ushort.MaxValue})\""))}}}'::tid[]");
    }

    /// <param name="table">The table's number.</param>
    /// <param name="place">The place as PostgreSQL writes it: <c>(block,offset)</c>.</param>
    public static RowPlace Parse(long table, string place)
    {
        int comma = place.IndexOf(',', StringComparison.Ordinal);
        ulong block = ulong.Parse(place.AsSpan(1, comma - 1), CultureInfo.InvariantCulture);
        return new RowPlace((uint)table, (block << OffsetBits) | ulong.Parse(place.AsSpan(comma + 1, place.Length - comma - 2), CultureInfo.InvariantCulture));
    }
}

/// <summary>Where a row is.</summary>
internal readonly record struct RowPlace(uint Table, ulong Place);
