using System.Data.Common;
using System.Reflection;

namespace Lumina.Environments;

/// <summary>What is put into a database: sources, one after another.</summary>
public sealed record TestData
{
    /// <summary>Data from sources of any kind.</summary>
    /// <param name="sources">The sources, in the order in which they are put in.</param>
    public TestData(params IReadOnlyList<DataSource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        Sources = [.. sources];
    }

    /// <summary>Where it comes from. The sources are put in one after another, so that each finds what those before it have made.</summary>
    public IReadOnlyList<DataSource> Sources { get; }

    /// <summary>Data from SQL files, run in this order.</summary>
    /// <param name="paths">The files; relative paths resolve from the environment's base directory.</param>
    public static TestData FromSqlFiles(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new TestData(new SqlFilesSource(paths));
    }

    /// <summary>The rows of a CSV file, put into a table that is there already. Its first line names the columns.</summary>
    /// <param name="table">The table as the catalog spells it, with its schema in front where it has another than the default: <c>sales.orders</c>.</param>
    /// <param name="path">The file, in UTF-8; a relative path resolves from the environment's base directory.</param>
    public static TestData FromCsvFile(string table, string path) => new(new CsvFileSource(table, path));

    /// <summary>The rows of a JSON file that holds a list of objects, put into a table that is there already. Each object's members name the columns.</summary>
    /// <param name="table">The table as the catalog spells it, with its schema in front where it has another than the default: <c>sales.orders</c>.</param>
    /// <param name="path">The file, in UTF-8; a relative path resolves from the environment's base directory.</param>
    public static TestData FromJsonFile(string table, string path) => new(new JsonFileSource(path) { Table = table });

    /// <summary>The rows of a JSON file that holds an object of tables, each with a list of objects, put in as the file has them in its order.</summary>
    /// <param name="path">The file, in UTF-8; a relative path resolves from the environment's base directory.</param>
    public static TestData FromJsonFile(string path) => new(new JsonFileSource(path));

    /// <summary>What commands put into a Redis database: one a line, with the quoting of <c>redis-cli</c>. Empty lines and those that begin with <c>#</c> are passed over.</summary>
    /// <param name="path">The file, in UTF-8; a relative path resolves from the environment's base directory.</param>
    public static TestData FromRedisFile(string path) => new(new RedisFileSource(path));

    /// <summary>What code does on an open connection to the database, such as migrations, with a key that says when its result may be kept and used again.</summary>
    /// <param name="key">A name for what the code does. Change it when the code does something else for a reason that <paramref name="assemblies"/> do not show: a file that it reads, a value that it captures.</param>
    /// <param name="fill">The code. The connection is that of the database's driver (an <c>NpgsqlConnection</c>), as the database's own role, with no transaction open; it is closed afterwards.</param>
    /// <param name="assemblies">Other assemblies on which the result depends, such as the one that holds the migrations; that of <paramref name="fill"/> itself always counts.</param>
    public static TestData From(string key, Func<DbConnection, CancellationToken, Task> fill, params IReadOnlyList<Assembly> assemblies)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new TestData(new DelegateSource(key, fill, assemblies));
    }

    /// <summary>What code does on an open connection to the database. Without a key its result is never kept: each environment runs it anew.</summary>
    /// <param name="fill">The code. The connection is that of the database's driver (an <c>NpgsqlConnection</c>), as the database's own role, with no transaction open; it is closed afterwards.</param>
    public static TestData From(Func<DbConnection, CancellationToken, Task> fill) => new(new DelegateSource(key: null, fill, []));

    /// <summary>This data, and other data after it.</summary>
    /// <param name="next">What is put in after this.</param>
    public TestData Then(TestData next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new TestData([.. Sources, .. next.Sources]);
    }

    /// <inheritdoc />
    public bool Equals(TestData? other) => other is not null && Sources.SequenceEqual(other.Sources);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Sources.Count, Sources.Count > 0 ? Sources[0] : null);
}
