namespace Lumina.Environments;

/// <summary>A place from which a database's data comes. Files can be named in JSON; what else there is derives from <see cref="CodeSource"/>.</summary>
public abstract record DataSource
{
    private protected DataSource()
    {
    }
}

/// <summary>SQL files, run in this order.</summary>
/// <param name="Paths">The files; relative paths resolve from the environment's base directory.</param>
public sealed record SqlFilesSource(IReadOnlyList<string> Paths) : DataSource
{
    /// <inheritdoc />
    public bool Equals(SqlFilesSource? other) => other is not null && Paths.SequenceEqual(other.Paths, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Paths.Count, Paths.Count > 0 ? Paths[0] : null);
}

/// <summary>The rows of a CSV file for one table. The first line names the columns; an empty value without quotes is null.</summary>
/// <param name="Table">The table, as the catalog spells it: <c>orders</c> or <c>sales.orders</c>.</param>
/// <param name="Path">The file, in UTF-8; a relative path resolves from the environment's base directory.</param>
public sealed record CsvFileSource(string Table, string Path) : DataSource;

/// <summary>The rows of a JSON file: objects whose members name the columns. A column that an object leaves out has its default.</summary>
/// <param name="Path">The file, in UTF-8; a relative path resolves from the environment's base directory.</param>
public sealed record JsonFileSource(string Path) : DataSource
{
    /// <summary>The table, as the catalog spells it, where the file holds a list of objects; null where it holds an object of tables.</summary>
    public string? Table { get; init; }
}

/// <summary>A file of commands for Redis, one a line, with the quoting of <c>redis-cli</c>. Empty lines and those that begin with <c>#</c> are passed over.</summary>
/// <param name="Path">The file, in UTF-8; a relative path resolves from the environment's base directory.</param>
public sealed record RedisFileSource(string Path) : DataSource;
