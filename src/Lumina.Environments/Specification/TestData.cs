namespace Lumina.Environments;

/// <summary>What is put into a database.</summary>
public sealed record TestData
{
    private TestData(IReadOnlyList<string> sqlFiles) => SqlFiles = sqlFiles;

    /// <summary>SQL files, run in this order. Relative paths resolve from the environment's base directory.</summary>
    public IReadOnlyList<string> SqlFiles { get; }

    /// <summary>Data from SQL files, run in this order.</summary>
    /// <param name="paths">The files; relative paths resolve from the environment's base directory.</param>
    public static TestData FromSqlFiles(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new TestData([.. paths]);
    }

    /// <inheritdoc />
    public bool Equals(TestData? other) => other is not null && SqlFiles.SequenceEqual(other.SqlFiles, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(SqlFiles.Count, SqlFiles.Count > 0 ? SqlFiles[0] : null);
}
