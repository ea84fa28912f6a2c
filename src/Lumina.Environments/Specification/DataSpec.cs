namespace Lumina.Environments;

/// <summary>What is put into a database. A plan makes it from <see cref="DatabaseSpec.Data"/>; it is a component of its own, attached to its database.</summary>
public sealed record DataSpec : ComponentSpec
{
    /// <summary>Starts a spec of a database's data.</summary>
    /// <param name="database">The database.</param>
    /// <param name="data">What is put into it.</param>
    public DataSpec(DatabaseSpec database, TestData data)
        : base((database ?? throw new ArgumentNullException(nameof(database))).Name)
    {
        DatabaseType = database.Type;
        Data = data ?? throw new ArgumentNullException(nameof(data));
        DependsOn = [database.ComponentName];
    }

    /// <inheritdoc />
    public override string Kind => ComponentKinds.Data;

    /// <summary>The type of the database.</summary>
    public DatabaseType DatabaseType { get; init; }

    /// <summary>What is put into it.</summary>
    public TestData Data { get; init; }

    /// <summary>The database: <c>database/orders</c> for <c>data/orders</c>.</summary>
    public override ComponentName? AttachedTo => ComponentName.Database(Name);
}
