namespace Lumina.Environments;

/// <summary>A type of database. Open: a provider's package may bring others.</summary>
/// <param name="Name">The name, in lower case, such as <c>postgresql</c>.</param>
public readonly record struct DatabaseType(string Name)
{
    /// <summary>PostgreSQL.</summary>
    public static DatabaseType PostgreSql => new("postgresql");

    /// <summary>MySQL or MariaDB.</summary>
    public static DatabaseType MySql => new("mysql");

    /// <summary>MongoDB.</summary>
    public static DatabaseType MongoDb => new("mongodb");

    /// <summary>Redis.</summary>
    public static DatabaseType Redis => new("redis");

    /// <summary>DynamoDB.</summary>
    public static DatabaseType DynamoDb => new("dynamodb");

    /// <summary>SQL Server.</summary>
    public static DatabaseType SqlServer => new("sqlserver");

    internal static IReadOnlyList<DatabaseType> WellKnown => [PostgreSql, MySql, MongoDb, Redis, DynamoDb, SqlServer];

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
